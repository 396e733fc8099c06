"""`clientenv verify`: whether a closed book is genuine. Needs the file and the public key, and nothing else."""

import json
from pathlib import Path
from typing import Annotated

import typer

from automation.exits import Exit, Stop
from billing.runs.certificate import NotGenuine
from billing.runs.certificate import verify as verify_certificate

EXAMPLE = "Example: clientenv verify 111111111111.json --key public.pem"


def verify(
    file: Annotated[Path, typer.Argument(help="The certificate of a closed book.")],
    key: Annotated[Path, typer.Option(help="PEM of the key that is trusted: the output `public_key` of billing's stack.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the book.")] = False,
) -> None:
    """Check the signature of a closed book."""
    try:
        book = verify_certificate(file.read_bytes(), key.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    except NotGenuine as error:
        raise Stop(Exit.REFUSED, f"{file} is not genuine. {error}") from error
    if as_json:
        print(json.dumps(book, ensure_ascii=False, indent=1))
    else:
        print(f"Genuine: {book['month']} of {book['payer']}, {book['total']} {book['currency']}, {len(book['clients'])} clients.")
