"""What a client does once in its own account: two CloudFormation stacks, boundary and role."""

import secrets


def new_external_id() -> str:
    """As `clientenv new` makes one: nobody can guess it."""
    return secrets.token_urlsafe(24)
