"""What the runs' logs and metrics go by: dashboard and alarms look for these names."""

SERVICE = "billing"
"""The `service` of every log line, and the only dimension of every metric."""
NAMESPACE = "ClientEnvironment"
"""CloudWatch namespace of the metrics, the same as of the environments' own."""
