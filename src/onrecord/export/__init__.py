"""The record in other forms, one file a format."""

from onrecord.export.acled import acled
from onrecord.export.citations import write_bibtex, write_ris
from onrecord.export.claimreview import write_claimreviews
from onrecord.export.csv import csv_folder, write_csv
from onrecord.export.datasette import write_datasette
from onrecord.export.ftm import write_ftm
from onrecord.export.ged import ged
from onrecord.export.geojson import geojson
from onrecord.export.icews import icews
from onrecord.export.jsonl import jsonl
from onrecord.export.parquet import parquet_folder
from onrecord.export.plover import plover
from onrecord.export.polecat import polecat
from onrecord.export.tidy import tidy_folder
from onrecord.export.timex3 import timex3_folder
from onrecord.export.webannotation import write_web_annotations

__all__ = [
    "EVENT_FORMATS", "csv_folder", "jsonl", "parquet_folder", "tidy_folder", "timex3_folder", "write_bibtex", "write_claimreviews", "write_csv",
    "write_datasette", "write_ftm", "write_ris", "write_web_annotations",
]  # fmt: skip
EVENT_FORMATS = {"plover": plover, "polecat": polecat, "icews": icews, "acled": acled, "ged": ged, "geojson": geojson}  # one file each; docs/event-exports.md
