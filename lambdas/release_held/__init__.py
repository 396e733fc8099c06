"""Lists the videos that the monthly limit holds, and releases or discards them by hand."""
