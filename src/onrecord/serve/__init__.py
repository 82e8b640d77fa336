"""The record in the browser and over HTTP: `application(record)` is the whole of it; see docs/serve.md."""
