"""The `clientenv` command: one module a command group, plans as data before anything is done."""
