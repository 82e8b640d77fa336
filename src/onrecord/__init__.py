"""onrecord turns reporting on an international crisis into the record: who said what, who did what, who vouches for it."""

__version__ = "0.1.0"
