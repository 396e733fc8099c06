"""Costs that are assigned from an export and from Cost Explorer's answers alike."""

import pytest

from billing.domain.assigning import assign_rows
from billing.domain.assigning_answers import assign_answers
from tests.billing.domain.bills import answered, exported

BOTH = pytest.mark.parametrize(
    "assign",
    [lambda rows, known: assign_rows(exported(*rows), known), lambda rows, known: assign_answers(answered(*rows), known)],
    ids=["export", "cost explorer"],
)


def totals(assigned) -> dict[str, str]:
    """Client to its total, `-` for the unallocated cost; clients without cost left out."""
    parts = {**assigned.costs.clients, "-": assigned.costs.unallocated}
    return {client: f"{costs.total.normalize():f}" for client, costs in parts.items() if costs.total}
