"""The report: a record as static pages that work from file://, without JavaScript and without anything from outside."""

from onrecord.report.briefing import Line, Number, briefing
from onrecord.report.site import write

__all__ = ["Line", "Number", "briefing", "write"]
