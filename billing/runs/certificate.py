"""A closed book with a signature: whoever has the public key can tell that not a byte has changed since it was signed.

The file is one canonical JSON object: `book`, `algorithm`, `public_key` (PEM) and `signature` (base64). What is signed is the SHA-256 of
the canonical book, in hexadecimal: KMS takes messages of 4,096 bytes at most, and a book has a line for each client.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key, load_pem_public_key

from billing.domain.book import ClosedBook
from billing.domain.canonical import canonical, fingerprint

ALGORITHM = "ECDSA_SHA_256"
"""As KMS names it; the key is ECC_NIST_P256."""

Sign = Callable[[bytes], bytes]
"""Signs a message (not its digest), as DER."""


class NotGenuine(Exception):
    """The certificate is not what the owner of the key has signed; the message says what is wrong."""


def kms_signer(kms: Any, key: str) -> Sign:
    """Signs with a key of KMS, which never leaves it."""

    def sign(message: bytes) -> bytes:
        return bytes(kms.sign(KeyId=key, Message=message, MessageType="RAW", SigningAlgorithm=ALGORITHM)["Signature"])

    return sign


def kms_public_key(kms: Any, key: str) -> str:
    """The key's public half, as PEM."""
    der = kms.get_public_key(KeyId=key)["PublicKey"]
    return load_der_public_key(der).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def message(book: ClosedBook) -> bytes:
    """What is signed."""
    return fingerprint(book.as_record()).encode()


def certificate(book: ClosedBook, signature: bytes, public_key: str) -> bytes:
    """The signed book, ready to be stored. `signature` is that of `message(book)`."""
    spelt = b64encode(signature).decode()
    return canonical({"book": book.as_record(), "algorithm": ALGORITHM, "public_key": public_key, "signature": spelt})


def verify(content: bytes, public_key: str) -> dict[str, Any]:
    """The book of a genuine certificate. `public_key` (PEM) is the one that the reader trusts, not the one that the file names.

    Raises NotGenuine.
    """
    try:
        record = json.loads(content)
        book, signature = record["book"], b64decode(record["signature"], validate=True)
        spelt_as_written = canonical(record) == content and b64encode(signature).decode() == record["signature"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotGenuine(f"This is no certificate of this program, or it was cut off ({error}).") from error
    if not spelt_as_written or set(record) != {"book", "algorithm", "public_key", "signature"}:
        raise NotGenuine("The certificate was written again or added to: its bytes are not those that were stored.")
    if record["algorithm"] != ALGORITHM or _pem(record["public_key"]) != _pem(public_key):
        raise NotGenuine("The certificate was made with another key than the one that is trusted.")
    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, EllipticCurvePublicKey):
        raise NotGenuine("The trusted key is no key of ECDSA.")
    try:
        key.verify(signature, fingerprint(book).encode(), ECDSA(SHA256()))
    except InvalidSignature as error:
        raise NotGenuine("The signature does not fit: the book has been changed, or another key has signed it.") from error
    return dict(book)


def _pem(text: Any) -> str:
    return "".join(str(text).split())
