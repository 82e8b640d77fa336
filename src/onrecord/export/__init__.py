"""The record in other forms, one file a format."""

from onrecord.export.csv import csv_folder, write_csv
from onrecord.export.jsonl import jsonl
from onrecord.export.parquet import parquet_folder
from onrecord.export.timex3 import timex3_folder
from onrecord.export.webannotation import write_web_annotations

__all__ = ["csv_folder", "jsonl", "parquet_folder", "timex3_folder", "write_csv", "write_web_annotations"]
