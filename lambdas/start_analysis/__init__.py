"""Starts the analysis of what was uploaded, and of what waits."""
