"""Helpers for analysing news about the CSTO and NATO."""
