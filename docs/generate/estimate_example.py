"""What `clientenv estimate` prints for a shipped stack."""

import contextlib
import io
import shlex

from automation.estimate import estimate_stack
from docs.generate.monthly_cost import STACK

COMMAND = f"clientenv estimate {STACK} --videos 40 --minutes 3"


def example() -> str:
    """The command and its output, as a terminal of 80 columns shows them."""
    words = shlex.split(COMMAND)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        estimate_stack(words[2], videos=int(words[4]), minutes=words[6])
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    return "\n".join(["```console", f"$ {COMMAND}", *lines, "```"]) + "\n"
