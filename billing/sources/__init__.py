"""Where costs and usage come from: Cost Explorer, exports, the environments' usage tables. May use boto3."""
