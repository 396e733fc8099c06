"""The only part of the command that knows boto3."""
