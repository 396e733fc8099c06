"""Writes the results of a finished analysis and meters it."""
