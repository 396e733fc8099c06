"""The slug: the short name from which every resource name of a client environment is made."""

import re
import unicodedata
from dataclasses import dataclass

SLUG_LENGTH = 20
"""Longest slug. `{slug}-{environment}-...` plus a random suffix must stay within S3's 63 characters."""


@dataclass(frozen=True)
class ShortName:
    """A part of every resource name, lawful wherever AWS wants a name (S3 buckets are the strictest)."""

    longest: int
    example: str

    @property
    def text(self) -> str:
        return f"1 to {self.longest} characters of a-z, 0-9 and -, a letter first, no - at the end and no two in a row"

    def remedy(self, value: str) -> str | None:
        if len(value) <= self.longest and re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", value):
            return None
        return f"Write it like {propose_slug(value, self.longest) or self.example}."


SLUG = ShortName(SLUG_LENGTH, "acme")
ENVIRONMENT = ShortName(12, "prod")

SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ł": "l", "đ": "d"})
"""Letters that are written with two where umlauts are missing, or that have no accent to take off."""


def propose_slug(client: str, longest: int = SLUG_LENGTH) -> str:
    """A lawful slug from a readable client name: `Müller & Söhne` gives `mueller-soehne`. Empty where no Latin letter is left."""
    spelt = unicodedata.normalize("NFC", client).lower().translate(SPELT_OUT)
    ascii_only = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only)
    return words.lstrip("-0123456789")[:longest].rstrip("-")
