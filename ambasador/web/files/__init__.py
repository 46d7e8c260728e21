"""Attached files, served so that nothing in them can act in the reader's browser."""
