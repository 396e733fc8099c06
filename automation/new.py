"""`clientenv new`: the stack file of a new client, and its account where that is one of your Organization's."""

import json
import secrets
import sys
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from automation.audit import Audit, audited
from automation.engine.installed import INSTALL, is_installed
from automation.exits import Exit, Stop
from automation.member_account import MemberAccount, member_account
from automation.new_questions import ask_for_missing
from automation.new_stack import NO_ACCOUNT_YET, NewStack, name_of, plan_new_stack, set_key, terms_of, with_defaults
from automation.stack_audit import stack_audit
from automation.stack_file import project_folder, read_stack_file
from automation.stack_secret import NotStored, store_external_id
from model.contradictions import set_secret
from model.placement import Placement
from model.problems import SettingsError

EXAMPLE = (
    "Example: clientenv new Initech --placement client --account-id 333333333333 --billing-account-id 111111111111 "
    "--notify ops@example.com --billing-model perMinute --price-per-minute 0.15 --yes"
)
RANDOM_BYTES = 24
"""Of an ExternalId: nobody guesses 192 bits."""


def new(
    client: Annotated[str, typer.Argument(help="The client's readable name; a tag, and what invoices say.")],
    placement: Annotated[str | None, typer.Option(help="own, client, member or hosted: whose account it is.")] = None,
    account_id: Annotated[str | None, typer.Option(help="The account, 12 digits. Left out for `member`: it is made.")] = None,
    environment: Annotated[str | None, typer.Option(help="Default: prod.")] = None,
    slug: Annotated[str | None, typer.Option(help="Short name. Default: made of the client's name.")] = None,
    home_region: Annotated[str | None, typer.Option(help="Default: us-east-1.")] = None,
    owner: Annotated[str | None, typer.Option(help="Your company. Default: as in your other stacks.")] = None,
    notify: Annotated[list[str] | None, typer.Option(help="E-mail address that hears about costs; may be repeated.")] = None,
    budget: Annotated[str | None, typer.Option(help="Budget a month in USD. Default: 50.")] = None,
    billing_account_id: Annotated[
        str | None, typer.Option(help="Your account, in which billing runs. Default: billing's settings, once they are yours.")
    ] = None,
    network: Annotated[str | None, typer.Option(help="none, isolated or nat. Default: none.")] = None,
    billing_model: Annotated[str | None, typer.Option(help="costPlus, fixed or perMinute.")] = None,
    price_per_minute: Annotated[str | None, typer.Option(help="With perMinute.")] = None,
    monthly_fee: Annotated[str | None, typer.Option(help="With fixed.")] = None,
    management_fee: Annotated[str | None, typer.Option(help="With costPlus, in percent.")] = None,
    terms: Annotated[Path | None, typer.Option(help="All of the billing terms, from a file.")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any other key; may be repeated.")] = None,
    root_email: Annotated[str | None, typer.Option(help="For a new member account: a mailbox of yours.")] = None,
    ou: Annotated[str | None, typer.Option(help="For a new member account: the unit that it is moved to.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the file, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON. Asks nothing.")] = False,
) -> None:
    """Write the stack file of a new client, checked; make its account where it is one of your Organization's."""
    folder = project_folder()
    answers: dict[str, Any] = {
        "client": client,
        "slug": slug,
        "environment": environment,
        "owner": owner,
        "placement": placement,
        "accountId": account_id,
        "billingAccountId": billing_account_id,
        "homeRegion": home_region,
        "notify": notify,
        "monthlyBudgetUsd": budget,
        "network": _network(network),
        "billing": _terms(terms, billing_model, price_per_minute, monthly_fee, management_fee),
    }
    answers = {key: value for key, value in answers.items() if value not in (None, [], {})}
    for each in settings or ():
        _set(answers, each)
    asks = not (yes or as_json) and sys.stdin.isatty()
    if asks:
        answers = ask_for_missing(answers, folder, makes_account=root_email is not None)
    answers = with_defaults(answers, folder)
    account = _account(answers, root_email, ou)
    planned = _planned({**answers, "accountId": NO_ACCOUNT_YET} if account else answers, folder)
    if not as_json:
        _show(planned, account)
    if dry_run:
        return _tell(planned, account, as_json, stored=None)
    if asks and not typer.confirm(f"Write {planned.path.name}?", default=True, err=True):
        raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")
    with audited(stack_audit(planned.stack, planned.settings, folder)) as audit:
        audit.note(plan=sha256(planned.text.encode()).hexdigest(), steps=[])
        planned, stored = _carry_out(planned, account, answers, folder, audit)
    return _tell(planned, account, as_json, stored=stored, written=True)


def _carry_out(
    planned: NewStack, account: MemberAccount | None, answers: dict[str, Any], folder: Path, audit: Audit
) -> tuple[NewStack, bool | None]:
    """The stack as it was written, and whether its ExternalId was stored; None where it needs none."""
    steps: list[str] = []
    if account:
        answers["accountId"] = _made(account, answers)
        planned = _planned(answers, folder)
        steps.append(f"account {answers['accountId']}")
        audit.note(steps=list(steps))
    _write(planned)
    audit.note(steps=[*steps, planned.path.name])
    return planned, _secret(planned, folder) if planned.needs_external_id else None


def _network(mode: str | None) -> dict[str, Any] | None:
    """An isolated network has no way to Rekognition but its endpoint."""
    if mode is None:
        return None
    return {"mode": mode, "endpoints": ["rekognition"]} if mode == "isolated" else {"mode": mode}


def _terms(path: Path | None, model: str | None, minute: str | None, fee: str | None, percent: str | None) -> dict[str, Any]:
    prices = {"model": model, "pricePerMinute": minute, "monthlyFee": fee, "managementFeePercent": percent}
    given = {key: value for key, value in prices.items() if value is not None}
    if path is None:
        return given
    if given:
        raise Stop(Exit.USAGE, "--terms holds all of the terms. Leave out --billing-model and its price, or write them into the file.")
    try:
        return terms_of(path)
    except OSError as error:
        raise Stop(Exit.USAGE, f"--terms {path} cannot be read: {error.strerror}. Name a file that is there.") from error
    except ValueError as error:
        raise Stop(Exit.USAGE, f"--terms: {error}") from error


def _set(answers: dict[str, Any], text: str) -> None:
    key, found, value = text.partition("=")
    if not found:
        raise Stop(Exit.USAGE, f"--set {text!r} has no value. Write it like --set retentionDays=60")
    try:
        set_key(answers, key.strip().removeprefix("clientenv:"), json.loads(value) if value[:1] in ("[", "{") else value)
    except (ValueError, AttributeError) as error:
        raise Stop(Exit.USAGE, f"--set {text!r} cannot be read: {error}") from error


def _account(answers: dict[str, Any], root_email: str | None, ou: str | None) -> MemberAccount | None:
    """The account that is to be made; None where there is one."""
    makes = answers.get("placement") == Placement.MEMBER and "accountId" not in answers
    if not makes:
        if root_email or ou:
            raise Stop(Exit.USAGE, "--root-email and --ou are for an account that is made: placement member, without --account-id.")
        return None
    if root_email is None:
        raise Stop(
            Exit.USAGE,
            "An account of your Organization needs a root e-mail of its own. Give a mailbox of yours, such as "
            "--root-email aws@example.com: the account gets a +address in it. Where the account is there already, give --account-id.",
        )
    tags = {"Client": str(answers["client"]), "Environment": str(answers.get("environment", ""))}
    return member_account(str(answers["client"]), name_of(answers), root_email, ou, tags)


def _planned(answers: dict[str, Any], folder: Path) -> NewStack:
    name = name_of(answers)
    if (folder / f"Pulumi.{name}.yaml").exists():
        raise Stop(Exit.REFUSED, _is_there(name, str(answers["client"]), folder))
    try:
        return plan_new_stack(answers, folder)
    except SettingsError as error:
        raise Stop(Exit.USAGE, str(error)) from error


def _is_there(name: str, client: str, folder: Path) -> str:
    """Whose file it is: two names may make the same slug."""
    path, theirs = folder / f"Pulumi.{name}.yaml", read_stack_file(name, folder).raw.get("client", "")
    if theirs and theirs != client:
        whose, then = f", and belongs to another client, {theirs}", f"Give {client} a slug of its own: --slug"
    else:
        whose = ""
        then = f"To change a setting: pulumi config set clientenv:KEY VALUE -s {name}\nFor another one: --environment, or --slug."
    return f"{path} is there already{whose}. It is not written over. Nothing was changed.\n{then}"


def _made(account: MemberAccount, answers: dict[str, Any]) -> str:
    """The account's id. The payer alone makes accounts, and it is the one that billing is told of."""
    from automation.aws.organization import Organization

    organization = Organization(tell=lambda text: print(text, file=sys.stderr))
    payer = organization.payer()
    if payer != answers.get("billingAccountId"):
        text = f"These credentials are for the payer {payer}, but billing runs in {answers.get('billingAccountId')}."
        raise Stop(Exit.REFUSED, f"{text} Nothing was made. Log in to the right account, or give --billing-account-id {payer}.")
    made = organization.make(account)
    if not made.ready:
        print(f"Account {made.account_id} cannot be entered yet; AWS needs some minutes more. Wait before you onboard.", file=sys.stderr)
    return made.account_id


def _write(planned: NewStack) -> None:
    try:
        with planned.path.open("x", encoding="utf-8") as file:  # never over what somebody else has just written
            file.write(planned.text)
    except OSError as error:
        raise Stop(Exit.FAULT, f"{planned.path} cannot be written: {error}") from error


def _secret(planned: NewStack, folder: Path) -> bool:
    """Whether an ExternalId was made and stored. It is shown nowhere."""
    if not is_installed():
        return False
    try:
        store_external_id(planned.stack, folder, secrets.token_hex(RANDOM_BYTES))
    except NotStored as error:
        raise Stop(
            Exit.PARTLY_DONE,
            f"{planned.path.name} is written; its ExternalId is not set. pulumi says: {error}\n"
            f"When that is mended, set a random one, such as `openssl rand -hex {RANDOM_BYTES}` prints:\n{set_secret(planned.stack)}",
        ) from error
    return True


def _show(planned: NewStack, account: MemberAccount | None) -> None:
    if account:
        unit = f", moved to {account.unit}" if account.unit else ""
        print(f"An account of your Organization: {account.name}, root e-mail {account.email}{unit}.\n")
    text = planned.text.replace(f'"{NO_ACCOUNT_YET}"', "(the account that AWS makes)")
    print(f"{planned.path.name}:\n\n{text}")


def _tell(planned: NewStack, account: MemberAccount | None, as_json: bool, *, stored: bool | None, written: bool = False) -> None:
    if as_json:
        known = planned.settings.account.account_id
        record = {
            "stack": planned.stack,
            "file": str(planned.path),
            "written": written,
            "account_id": None if known == NO_ACCOUNT_YET else known,
            "account": {"name": account.name, "email": account.email, "ou": account.unit} if account else None,
            "external_id_stored": stored,
            "text": planned.text.replace(f'"{NO_ACCOUNT_YET}"', "null"),
        }
        print(json.dumps(record, ensure_ascii=False, indent=1))
    elif not written:
        print("Nothing was done.")
    else:
        print("\n".join([f"{planned.path.name} is written.", *_next_steps(planned, stored)]))


def _next_steps(planned: NewStack, stored: bool | None) -> list[str]:
    if stored is False:
        return [
            f"It has no ExternalId: the `pulumi` command, which encrypts it, is not installed ({INSTALL}).",
            f"Set a random one, such as `openssl rand -hex {RANDOM_BYTES}` prints:",
            set_secret(planned.stack),
        ]
    if stored:
        return ["Its ExternalId is made, and encrypted in it.", f"Next: clientenv onboard {planned.stack}"]
    return [f"Next: clientenv deploy {planned.stack}"]
