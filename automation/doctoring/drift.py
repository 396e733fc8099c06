"""What was changed by hand."""

from collections.abc import Mapping

from automation.checks import Check, Subject
from automation.doctoring.answer import Answer

OF_DRIFT = Subject(id="drift", title="Drift")
WORDS = {"update": "changed", "delete": "deleted"}
SHOWN = 5


def check_drift(stack: str, changed: Answer[Mapping[str, str]]) -> Check:
    """`changed`: name of a resource to what a refresh would do with its state."""
    if changed.value is None:
        return OF_DRIFT.not_tested(changed.refused)
    if not changed.value:
        return OF_DRIFT.passed("nothing was changed by hand")
    told = [f"{name} {WORDS.get(operation, operation)}" for name, operation in sorted(changed.value.items())]
    more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return OF_DRIFT.failed(
        "by hand: " + ", ".join(told[:SHOWN]) + more,
        f"A deployment knows nothing of it, and may undo it. To set it right: clientenv deploy {stack} --refresh. To keep it: write it "
        f"into the program or the settings, then clientenv refresh {stack}",
    )
