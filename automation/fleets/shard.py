"""A part of a fleet for one machine of several."""

import re
from dataclasses import dataclass
from hashlib import sha256

from automation.exits import Exit, Stop

AT_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Shard:
    """Each stack is in exactly one of `of` shards.

    Which one follows from its name alone, so it stays there whatever comes or goes beside it; shards are of about the same size, not equal.
    """

    number: int = 1
    """From 1 to `of`."""
    of: int = 1

    def holds(self, stack: str) -> bool:
        return int.from_bytes(sha256(stack.encode()).digest()[:8]) % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


WHOLE = Shard()


def read_shard(text: str) -> Shard:
    """`2/4` is the second of four. Raises Stop."""
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text.strip())
    number, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= of <= AT_MOST:
        raise Stop(
            Exit.USAGE,
            f"--shard {text}: a shard is I/N, the I-th of N, from 1/N to N/N with N at most {AT_MOST}. Nothing was done. "
            "Write it like --shard 2/4.",
        )
    return Shard(number=number, of=of)
