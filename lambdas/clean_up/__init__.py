"""Erases, every night, what is older than the retention."""
