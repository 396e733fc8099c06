"""The account that is made for a client in your Organization: what it is called, and what AWS says when it makes none."""

import re
from dataclasses import dataclass

from automation.exits import Exit, Stop
from model.addresses import EMAIL

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""The role that AWS makes in a new account, through which the payer gets in."""
EMAIL_LENGTH, NAME_LENGTH = 64, 50
"""Characters that AWS takes (CreateAccount, AWS Organizations API reference)."""
UNIT = re.compile(r"(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})")
"""Id of the root or of an organizational unit (MoveAccount, AWS Organizations API reference)."""

LIMITS = {
    "ACCOUNT_LIMIT_EXCEEDED": "Your Organization has as many accounts as AWS allows (10 in a new one). Ask for more in Service Quotas, "
    "AWS Organizations, 'Default maximum number of accounts', in us-east-1.",
    "EMAIL_ALREADY_EXISTS": "Another AWS account has that root e-mail, or had it until less than 90 days ago. Choose another --root-email.",
    "INVALID_EMAIL": "AWS does not take that root e-mail. Choose another --root-email.",
    "CONCURRENT_ACCOUNT_MODIFICATION": "AWS makes that very account already. Wait a few minutes and type the same command again.",
    "INTERNAL_FAILURE": "AWS failed inside. Type the same command again in a few minutes; it makes nothing twice.",
    "MISSING_PAYMENT_INSTRUMENT": "The payer has no payment method. Add one under Billing and Cost Management, Payment preferences.",
    "INVALID_PAYMENT_INSTRUMENT": "AWS does not take the payer's payment method. Change it under Payment preferences.",
    "PENDING_BUSINESS_VALIDATION": "AWS is still checking the payer's business. Type the same command again when it has finished.",
}
"""Why an account was not made (CreateAccountStatus, AWS Organizations API reference), and what helps."""

CONSTRAINTS = {
    "ACCOUNT_NUMBER_LIMIT_EXCEEDED": LIMITS["ACCOUNT_LIMIT_EXCEEDED"],
    "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED": "AWS makes only so many accounts a day. Type the same command again tomorrow.",
    "ACCOUNT_CREATION_NOT_COMPLETE": "The payer's own sign-up is not complete. Complete it first: portal.aws.amazon.com/billing/signup",
}
"""Why AWS did not even begin (ConstraintViolationException, same reference)."""


@dataclass(frozen=True, kw_only=True)
class MemberAccount:
    """An account to be made, or found again."""

    name: str
    """What the Organization calls it, such as `Acme prod`."""
    email: str
    """Of its root user; no two accounts of AWS share one."""
    unit: str | None = None
    """Id of the organizational unit that it is moved to; None leaves it where AWS makes it, at the root."""
    tags: tuple[tuple[str, str], ...] = ()


def member_account(client: str, prefix: str, root_email: str, unit: str | None, tags: dict[str, str]) -> MemberAccount:
    """The account of a stack: `root_email` is a mailbox of yours, and each account gets an address of its own within it.

    Raises Stop where AWS would not take name, address or unit.
    """
    if EMAIL.remedy(root_email):
        raise Stop(Exit.USAGE, f"--root-email {root_email!r} is no e-mail address. Write it like {EMAIL.example}.")
    email = plus_addressed(root_email, prefix)
    if len(email) > EMAIL_LENGTH:
        raise Stop(Exit.USAGE, f"The root e-mail {email} is longer than the {EMAIL_LENGTH} characters that AWS takes. Shorten it.")
    if unit and not UNIT.fullmatch(unit):
        raise Stop(Exit.USAGE, f"--ou {unit!r} is no id of an organizational unit. Write it like ou-a1b2-c3d4e5f6.")
    environment = prefix.rsplit("-", 1)[-1]
    readable = f"{client} {environment}"
    name = readable if readable.isascii() and readable.isprintable() and len(readable) <= NAME_LENGTH else prefix
    return MemberAccount(name=name, email=email, unit=unit, tags=tuple(tags.items()))


def plus_addressed(mailbox: str, word: str) -> str:
    """`aws@example.com` and `acme-prod` give `aws+acme-prod@example.com`: it arrives in the same mailbox."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{word}@{domain}"


def why_not(reason: str, account: MemberAccount) -> str:
    """What a person is told of AWS's reason."""
    remedy = LIMITS.get(reason) or CONSTRAINTS.get(reason) or "See CreateAccount in AWS's documentation, or ask AWS Support."
    return f"AWS made no account {account.name} with the root e-mail {account.email}: {reason}.\n{remedy}"
