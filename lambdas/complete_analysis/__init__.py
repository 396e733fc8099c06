"""Meters a finished analysis and writes its results."""
