"""The argument STACK of commands, and the names that a shell completes it with: those of the stacks that have a file here.

It is asked at every press of the Tab key, so it reads names of files and nothing else.
"""

from typing import Annotated, Any

import typer

from automation.stack_file import project_folder, stacks_of

BILLING_STACK = "payer"
"""Billing's own stack, as the README names it. It has a project of its own."""


def stack_names(incomplete: str) -> list[str]:
    """Names that begin so. None where the folder cannot be read: a prompt is no place for messages."""
    try:
        return [name for name in stacks_of(project_folder()) if name.startswith(incomplete)]
    except OSError:
        return []


def stack_argument(help: str = "Name of the stack.") -> Any:
    """What a command says of its STACK."""
    return typer.Argument(help=help, autocompletion=stack_names)


StackName = Annotated[str, stack_argument()]
"""One stack, and not less."""
