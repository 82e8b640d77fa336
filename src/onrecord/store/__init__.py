"""The record: one SQLite file, its corrections, its searches."""

from onrecord.store.actors import Listed
from onrecord.store.journal import Entry
from onrecord.store.record import Record
from onrecord.store.runs import Change, Run, Status
from onrecord.store.search import Hit
from onrecord.store.sql import Table
from onrecord.store.verify import Problem

__all__ = ["Change", "Entry", "Hit", "Listed", "Problem", "Record", "Run", "Status", "Table"]
