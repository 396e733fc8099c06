"""How one Pulumi project names a stack of another."""

import re

from model.rules import Matches

PROJECT = "clientenv"
"""The project of the client environments."""
WITHOUT_ORGANIZATIONS = "organization"
"""What stands for the organization on backends that know none: files and S3 (and what `pulumi.get_organization()` says there)."""
STACK_NAME = Matches(r"[A-Za-z0-9_.-]{1,100}", "the name of a stack: 1 to 100 letters, digits and _ . -", "acme-prod")
ORGANIZATION_NAME = Matches(r"[A-Za-z0-9_-]{1,100}", "the name of an organization or user on Pulumi Cloud", "consultancy")


def stack_reference(stack: str, organization: str = WITHOUT_ORGANIZATIONS, project: str = PROJECT) -> str:
    """The name that a StackReference asks for: `organization/clientenv/acme-prod` on files and S3, `<org>/clientenv/acme-prod` on Pulumi
    Cloud. In a program `organization` is `pulumi.get_organization()`, which is right on both.

    Raises ValueError for a stack that is named with its organization or project already, and for names that Pulumi would not take.
    """
    if "/" in stack:
        raise ValueError(f"name the stack alone: {stack.rsplit('/', 1)[-1]}, not {stack}. Its organization and project are added here.")
    for rule, name in ((ORGANIZATION_NAME, organization), (STACK_NAME, project), (STACK_NAME, stack)):
        if not re.fullmatch(rule.pattern, name, re.ASCII):
            raise ValueError(f"{name!r} is not {rule.text}, such as {rule.example}")
    return f"{organization}/{project}/{stack}"


def stack_of(reference: str) -> str:
    """The stack's own name in such a reference. Raises ValueError for anything else."""
    parts = reference.split("/")
    if len(parts) != 3 or reference != stack_reference(parts[2], parts[0], parts[1]):
        raise ValueError(f"{reference!r} is no stack reference such as {stack_reference('acme-prod')}")
    return parts[2]
