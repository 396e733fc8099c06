"""AWS's bills: what each payer was charged, told by Cost Explorer, in Cost and Usage Reports and in invoice summaries.

Nothing costs anything in a sandbox, so somebody says what was charged; everything that is told comes from the same lines.
"""
