"""URNs as the engine builds them; the SDK's own mock doubles the parents and keeps the Stack's type."""

STACK_TYPE = "pulumi:pulumi:Stack"


def urn_of(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """`parent` is a URN, empty for the stack itself."""
    parent_type = parent.split("::")[2] if parent else ""
    chain = type_ if parent_type in ("", STACK_TYPE) else f"{parent_type}${type_}"
    return f"urn:pulumi:{stack}::{project}::{chain}::{name}"
