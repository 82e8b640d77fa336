"""JSON, CSV and Parquet over HTTP: one file a capability; each exports `router`."""
