"""The record for language-model assistants."""
