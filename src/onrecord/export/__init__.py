"""The record in other forms, one file a format."""
