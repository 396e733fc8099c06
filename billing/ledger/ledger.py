"""The ledger of one seller: one DynamoDB table with everything that billing must still know in years.

Parts of keys are joined by `#`. No index is needed: what is looked for in two ways is written in two rows, in one transaction.
"""

import random
import time
from collections.abc import Callable

from billing.ledger.changes import Changes
from billing.ledger.closed_books import ClosedBooks
from billing.ledger.contents import Contents
from billing.ledger.cost_snapshots import CostSnapshots
from billing.ledger.documents import Documents
from billing.ledger.drafts import Drafts
from billing.ledger.finalising import Finalising
from billing.ledger.mailings import Mailings
from billing.ledger.one_offs import OneOffs
from billing.ledger.register import Register
from billing.ledger.rounds import Rounds
from billing.ledger.table import DynamoDb, LedgerTable
from billing.ledger.usage_copies import UsageCopies
from billing.ledger.versions import Versions


class Ledger:
    """Table of contents. Takes a low-level DynamoDB client, and holds no state of its own: any number may be at work at once."""

    def __init__(
        self,
        dynamodb: DynamoDb,
        table: str = "ledger",
        *,
        seller: str,
        pause: Callable[[float], None] = time.sleep,
        chance: Callable[[float], float] = lambda ceiling: random.uniform(0, ceiling),
    ) -> None:
        """`seller` is the short name of who bills, the same for ever: numbers, invoices and one-off lines are counted under it."""
        rows = LedgerTable(dynamodb, table, pause=pause, chance=chance)
        self.changes = Changes(rows, seller)
        self.contents = Contents(rows)
        self.documents = Documents(rows, seller)
        self.one_offs = OneOffs(rows, seller)
        self.drafts = Drafts(rows, seller, self.contents, self.changes)
        self.rounds = Rounds(rows, seller)
        self.finalise = Finalising(rows, self.documents, self.one_offs, self.contents, self.changes)
        self.mailings = Mailings(rows, seller, self.changes)
        self.usage = UsageCopies(rows, self.changes)
        self.register = Register(rows)
        self.books = ClosedBooks(Versions(rows, "book", self.contents, self.changes))
        self.costs = CostSnapshots(rows, Versions(rows, "costs", self.contents, self.changes))
