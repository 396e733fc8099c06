"""CloudWatch alarms that change their state with their metrics, and say so: moto's never do."""
