"""What stands around `clientenv bill` in tests: report bucket, the environments' buckets, SES, a signing key."""

import json

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from automation.months import read_month
from billing.delivery.environment_bucket import CannotPush

KEY = generate_private_key(SECP256R1())
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Shelf(dict):
    """Takes the place of the report bucket."""

    name = "reports"

    def put(self, files):
        fresh = [name for name, content in files.items() if name not in self or self[name] != content]
        self.update(files)
        return fresh

    def get(self, name):
        return self[name]

    def link(self, name):
        return f"https://reports.example/{name}?X-Amz-Signature=1"


class Environments(dict):
    """Stack to what lies in its own bucket, where nothing is written over; those in `refusing` take nothing."""

    refusing = ()

    def push(self, stack, files):
        if stack.stack in self.refusing:
            raise CannotPush(f"{stack.stack}: PutObject was refused (AccessDenied).")
        self[stack.stack] = files | self.get(stack.stack, {})


class Post:
    """Takes the place of SES."""

    def __init__(self):
        self.sent, self.error = [], None

    def send(self, mail):
        if self.error:
            raise self.error
        self.sent.append(mail)
        return f"ses-{len(self.sent)}"


def nothing_is_drafted(office):
    """Neither a round of drafts nor a draft of any client."""
    ledger, month = office.run().ledger, read_month("last", office.at)
    return ledger.rounds.latest(month) is None and not any(ledger.drafts.of(client, month) for client in ("acme", "globex", "initech"))


def trail(office):
    """Audit records in the order in which they were written."""
    return [json.loads(content) for name, content in office.shelf.items() if name.startswith("audit/")]
