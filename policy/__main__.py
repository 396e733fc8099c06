"""The policy pack: `pulumi preview --policy-pack policy`."""

import sys
from pathlib import Path

# The engine puts this folder on the path, where a module would hide one of the same name; the project's own folder must be there instead.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(each for each in sys.path if Path(each or ".").resolve() != HERE)]

from policy.catalogue import RULES  # noqa: E402
from policy.pack import policy_pack  # noqa: E402

policy_pack(RULES)
