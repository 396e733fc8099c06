"""What AWS lets a tag be (AWS "Tag naming limits and requirements", General Reference, read in November 2026)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

TAG_KEY_LENGTH = 128
TAG_VALUE_LENGTH = 256
TAGS_A_RESOURCE = 50
TAGS_AN_OBJECT = 10
"""Tags that an S3 object can carry."""
PUNCTUATION = "_.:/=+-@"
"""Allowed besides letters and digits of any script and spaces."""

COST_ALLOCATION_KEYS = ("Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup")

OWN_TAGS = 4
"""Places left to what a resource says of itself, such as the `Name` of a subnet."""


def forbidden_in(text: str) -> str:
    """The characters, each once, that AWS refuses in a tag's key or value."""
    return "".join(dict.fromkeys(c for c in text if not (c in PUNCTUATION or c == " " or unicodedata.category(c)[0] in "LN")))


@dataclass(frozen=True)
class TagText:
    """A tag's key or value: lawful, not empty, no blank at either end (the bill would show two clients that look the same)."""

    longest: int

    @property
    def text(self) -> str:
        return f"1 to {self.longest} letters (of any script), digits, spaces and {' '.join(PUNCTUATION)}, no space at either end, not aws:"

    def remedy(self, value: str) -> str | None:
        if not value.strip() or value != value.strip():
            return "Write it without spaces at either end." if value.strip() else "Give it a value."
        if len(value) > self.longest:
            return f"Shorten it from {len(value)} characters to at most {self.longest}."
        if found := forbidden_in(value):
            return f"Leave out or spell out {' '.join(found)} (AWS refuses it in tags)."
        if value.lower().startswith("aws:"):
            return "Choose another beginning: aws: belongs to AWS."
        return None


TAG_KEY = TagText(TAG_KEY_LENGTH)
TAG_VALUE = TagText(TAG_VALUE_LENGTH)


@dataclass(frozen=True)
class ExtraTags:
    """Tags that a stack adds to the six."""

    at_most: int = TAGS_A_RESOURCE - len(COST_ALLOCATION_KEYS) - OWN_TAGS

    @property
    def text(self) -> str:
        return f"at most {self.at_most} tags by AWS's rules, none of them {', '.join(COST_ALLOCATION_KEYS)} in any spelling"

    def remedy(self, value: Mapping[str, str]) -> str | None:
        if len(value) > self.at_most:
            return f"Keep at most {self.at_most} of the {len(value)}: AWS allows {TAGS_A_RESOURCE} on a resource."
        taken = {key.lower() for key in COST_ALLOCATION_KEYS}
        for key, text in value.items():
            if key.lower() in taken:
                return f"Take out {key}: one of the six, or there twice (IAM takes `Team` and `team` for the same key)."
            taken.add(key.lower())
            if remedy := TAG_KEY.remedy(key) or TAG_VALUE.remedy(text):
                return f"{key}: {remedy}"
        return None


EXTRA_TAGS = ExtraTags()
