"""E-mails through Amazon SES: text and HTML, and a document beside them. The same mail is the same bytes; SES adds date and id."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

POLICY = SMTP.clone(cte_type="7bit")
"""Ends of lines as in transport, and nothing but ASCII in it: SES takes no other from everybody."""
LARGEST = 10 * 1024 * 1024
"""Bytes; SES takes 40 MB (SES developer guide, service quotas), mailboxes far less."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A PDF beside the text."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One e-mail to one address."""

    sender_name: str
    sender: str
    """Address that SES has verified."""
    recipient: str
    reply_to: str | None = None
    """Where answers go; default: to the sender."""
    subject: str
    text: str
    html: str
    attachment: Attachment | None = None


class NotSent(RuntimeError):
    """SES has refused the mail: it is certain that it did not go out."""


class PerhapsSent(RuntimeError):
    """Nobody knows: SES did not answer."""


class Post:
    """Sends. Takes an SES v2 client that tries once: a second try after a lost answer would be a second mail."""

    def __init__(self, sesv2: Any) -> None:
        self._sesv2 = sesv2

    def send(self, mail: Mail) -> str:
        """Returns SES's id of the message. Raises NotSent with what to do, PerhapsSent."""
        try:
            answer = self._sesv2.send_email(
                FromEmailAddress=mail.sender, Destination={"ToAddresses": [mail.recipient]}, Content={"Raw": {"Data": as_bytes(mail)}}
            )
        except ClientError as error:
            raise NotSent(_told(mail, error)) from error
        except BotoCoreError as error:
            raise PerhapsSent(f"SES did not answer, so nobody knows whether {mail.recipient} gets the mail: {error}") from error
        return str(answer["MessageId"])


def as_bytes(mail: Mail) -> bytes:
    """The mail as it travels (RFC 5322, MIME).

    Raises ValueError where an address is not ASCII, which SES does not take, and where the mail is too large for most mailboxes.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(mail.sender, mail.sender_name)
    message["To"] = _address(mail.recipient)
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
    message["Subject"] = mail.subject
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.attachment:
        message.add_attachment(mail.attachment.content, maintype="application", subtype="pdf", filename=mail.attachment.name)
    _mark(message, sha256(repr(mail).encode()).hexdigest())
    written = message.as_bytes()
    if len(written) > LARGEST:
        raise ValueError(f"The mail has {len(written)} bytes, and {LARGEST} are the most that mailboxes take. Send a link: --link")
    return written


def _mark(message: EmailMessage, digest: str) -> None:
    """Boundaries between the parts: by themselves they would be random."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for position, part in enumerate(parts):
        part.set_boundary(f"{digest[:32]}-{position}")


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    if not address.isascii():
        raise ValueError(f"{address} has letters that are not ASCII: SES sends to no such address. Name another one.")
    return Address(display_name=name, username=local, domain=domain)


def _told(mail: Mail, error: ClientError) -> str:
    code = error.response.get("Error", {}).get("Code", "")
    said = f"SES refused to send from {mail.sender} to {mail.recipient} ({code}): {error.response.get('Error', {}).get('Message', '')}"
    if code in ("MessageRejected", "MailFromDomainNotVerifiedException"):
        return (
            f"{said}\nSES sends only from addresses or domains that it has verified, and in its sandbox only to such. Verify the sender:\n"
            f"  aws sesv2 create-email-identity --email-identity {mail.sender}"
        )
    return f"{said}\nNothing went out. Look at the account's sending in SES, then run the command again."
