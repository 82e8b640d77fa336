"""The record in other forms, one file a format."""

from onrecord.export.acled import acled
from onrecord.export.csv import csv_folder, write_csv
from onrecord.export.ged import ged
from onrecord.export.geojson import geojson
from onrecord.export.icews import icews
from onrecord.export.jsonl import jsonl
from onrecord.export.parquet import parquet_folder
from onrecord.export.plover import plover
from onrecord.export.polecat import polecat
from onrecord.export.tidy import tidy_folder
from onrecord.export.webannotation import write_web_annotations

__all__ = ["EVENT_FORMATS", "csv_folder", "jsonl", "parquet_folder", "tidy_folder", "write_csv", "write_web_annotations"]
EVENT_FORMATS = {"plover": plover, "polecat": polecat, "icews": icews, "acled": acled, "ged": ged, "geojson": geojson}  # one file each; docs/event-exports.md
