"""The slug: the short name from which every resource name of a client environment is made."""

import re
import unicodedata

from model.rules import Matches

SLUG_LENGTH = 20
"""Longest slug. `{slug}-{environment}-...` plus a random suffix must stay within S3's 63 characters."""

SHAPE = r"(?=.{1,%d}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*"

SLUG = Matches(
    SHAPE % SLUG_LENGTH,
    f"1 to {SLUG_LENGTH} characters of a-z, 0-9 and -, a letter first, no - at the end and no two in a row",
    "acme",
)

ENVIRONMENT = Matches(
    SHAPE % 12,
    "1 to 12 characters of a-z, 0-9 and -, a letter first, no - at the end and no two in a row",
    "prod",
)

SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ł": "l", "đ": "d"})
"""Letters that are written with two where umlauts are missing, or that have no accent to take off."""


def propose_slug(client: str) -> str:
    """A lawful slug from a readable client name: `Müller & Söhne` gives `mueller-soehne`. Empty where no Latin letter is left."""
    spelt = unicodedata.normalize("NFC", client).lower().translate(SPELT_OUT)
    ascii_only = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only)
    return words.lstrip("-0123456789")[:SLUG_LENGTH].rstrip("-")
