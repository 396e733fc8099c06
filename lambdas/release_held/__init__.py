"""Releases or discards, by hand, the videos that the monthly limit holds."""
