"""The `pulumi` command, driven through Pulumi's Automation API."""
