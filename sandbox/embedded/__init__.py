"""Deploys the program without the `pulumi` command: creates everything, destroys everything, and nothing in between."""
