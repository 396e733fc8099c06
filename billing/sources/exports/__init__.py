"""Costs from AWS's export files: Cost and Usage Report 2.0 and legacy, FOCUS 1.0 to 1.2, as Parquet and CSV. Files alone, no AWS."""
