"""Finds, hourly, the analyses whose notice never came."""
