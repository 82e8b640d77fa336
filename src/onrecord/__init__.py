"""onrecord turns reporting on an international crisis into the record: who said what, who did what, who vouches for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "open", "read", "read_all"]

if TYPE_CHECKING:
    from onrecord.api import open, read, read_all


def __getattr__(name: str) -> Any:
    """`onrecord.read`, `onrecord.read_all` and `onrecord.open`, loaded when first used: `import onrecord` alone stays light."""
    if name in ("open", "read", "read_all"):
        from onrecord import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
