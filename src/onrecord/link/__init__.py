"""Links between items, made after reading: reports of one event (`same_event`), stages of one promise (`fulfils`)."""

from onrecord.link.inside import inside

__all__ = ["inside"]
