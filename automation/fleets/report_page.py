"""The report of a fleet as a page that loads nothing from elsewhere and prints on paper."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from automation.fleets.fleet_report import FleetReport
from automation.fleets.stack_result import StackResult, State

TITLES = {"preview": "Preview of the fleet", "up": "Deployment of the fleet", "drift": "Drift in the fleet"}
VERBS = {"preview": "would change", "up": "changed", "drift": "drifted"}
CHANGES_AT_MOST = 200
"""Resources of one stack that are listed; the JSON beside the page has all of them."""


def report_page(report: FleetReport) -> str:
    """What needs somebody first, then every stack."""
    open_ = [each for each in report.results if each.state is not State.DONE]
    return _environment().get_template("fleet.html.j2").render(
        title=TITLES[report.operation],
        verb=VERBS[report.operation],
        report=report,
        facts=_facts(report),
        needing=[each for each in open_ if each.state is not State.NOT_STARTED],
        waiting=[each for each in open_ if each.state is State.NOT_STARTED],
        touched=[each for each in report.results if each.changes],
        at_most=CHANGES_AT_MOST,
        counted=counted,
        slug=lambda state: str(state).replace(" ", "-"),
    )  # fmt: skip


def counted(result: StackResult) -> str:
    """`3 created, 1 replaced`; a dash where it is not known."""
    if not result.counts:
        return "nothing" if result.state is State.DONE else "–"
    return ", ".join(f"{number} {kind}" for kind, number in result.counts.items())


def _facts(report: FleetReport) -> Mapping[str, Any]:
    plan = report.plan
    ended = f"{report.ended:%Y-%m-%d %H:%M} UTC" if report.ended else "not yet, or it was killed"
    canary = {"Canary": plan["canary"]} if plan["canary"] else {}
    shard = {"Shard": plan["shard"]} if plan["shard"] != "1/1" else {}
    return {
        "Began": f"{report.began:%Y-%m-%d %H:%M} UTC",
        "Ended": ended,
        "Side by side": plan["parallel"],
        "Accounts": plan["accounts"],
        **canary,
        **shard,
    }


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("automation"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
