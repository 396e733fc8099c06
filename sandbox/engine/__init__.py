"""Deploys with the real `pulumi` command: provider plugins over the handlers, and projects that the engine runs against the sandbox."""
