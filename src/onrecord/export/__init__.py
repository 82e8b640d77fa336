"""The record in other forms, one file a format."""

from onrecord.export.citations import write_bibtex, write_ris
from onrecord.export.claimreview import write_claimreviews
from onrecord.export.csv import csv_folder, write_csv
from onrecord.export.datasette import write_datasette
from onrecord.export.ftm import write_ftm
from onrecord.export.jsonl import jsonl
from onrecord.export.parquet import parquet_folder
from onrecord.export.webannotation import write_web_annotations

__all__ = [
    "csv_folder", "jsonl", "parquet_folder", "write_bibtex", "write_claimreviews", "write_csv", "write_datasette", "write_ftm", "write_ris",
    "write_web_annotations",
]  # fmt: skip
