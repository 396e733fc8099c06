"""All that is mended."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.aws.mended.functions import FUNCTIONS
from sandbox.aws.mended.mending import mend
from sandbox.aws.mended.origins import ORIGINS
from sandbox.aws.mended.schedules import SCHEDULES
from sandbox.aws.mended.tables import TABLES
from sandbox.aws.mended.uploads import UPLOADS


def mend_moto() -> Callable[[], None]:
    """Mend moto in this process, without EC2 (`mended_when_called`); returns what undoes that."""
    return mend([*FUNCTIONS, *TABLES, *ORIGINS, *UPLOADS, *SCHEDULES])
