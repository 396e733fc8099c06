"""Requests to Cost Explorer, each of which costs money: counted, kept within a budget, repeated where AWS is busy."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import uniform
from typing import Any, Protocol

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from billing.domain.money import product
from model.regions import BILLING_REGION

REQUEST_PRICE = Decimal("0.01")
"""US dollars a request, each page one (aws.amazon.com/aws-cost-management/pricing, Cost Explorer API, read in November 2026)."""
BUSY = frozenset({"LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"})
"""Error codes of a request that may be made again later."""
ATTEMPTS = 6
"""Times that one page is asked for."""
LONGEST_PAUSE = 30
"""Seconds."""


class BudgetSpent(RuntimeError):
    """The next request would exceed what this run may ask."""


@dataclass(kw_only=True)
class RequestBudget:
    """How often one run may ask, over all payers. What is not answered (throttled, lost) counts: AWS does not promise that it is free."""

    requests: int
    """Requests allowed."""
    made: int = 0
    throttled: int = 0
    """Of those made, how many AWS refused because it was busy."""

    @property
    def cost(self) -> Decimal:
        """What the requests cost so far, in US dollars."""
        return product(REQUEST_PRICE, Decimal(self.made))

    def spend(self) -> None:
        """Counts a request that is about to be made. Raises BudgetSpent instead where it would be one too many."""
        if self.made >= self.requests:
            allowed = product(REQUEST_PRICE, Decimal(self.requests))
            raise BudgetSpent(
                f"This run has made {self.made} requests to Cost Explorer (${self.cost}), and its budget is {self.requests} (${allowed}). "
                "Nothing was stored. Three a payer and month are usual; more come from pages and from AWS being busy. "
                "Raise it with: pulumi config set -C billing clientenv-billing:requestBudget NUMBER"
            )
        self.made += 1


class Answering(Protocol):
    """The one call of Cost Explorer's client that is used."""

    def get_cost_and_usage(self, **parameters: Any) -> Mapping[str, Any]: ...


def client_of(session: Any) -> Answering:
    """Cost Explorer's client in a payer's session. It repeats nothing itself: botocore would spend requests that nobody counts."""
    client: Answering = session.client("ce", region_name=BILLING_REGION, config=Config(retries={"total_max_attempts": 1}))
    return client


@dataclass(kw_only=True)
class Requests:
    """Asks one payer's Cost Explorer."""

    client: Answering
    budget: RequestBudget
    pause: Callable[[float], object] = field(default=time.sleep)
    """Waits so many seconds."""
    chance: Callable[[float, float], float] = field(default=uniform)
    """A number between the two: pauses are spread so that runs side by side do not meet again."""

    def pages(self, parameters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Every page of an answer. Parameters stay the same, or AWS refuses the token; botocore has no paginator for it."""
        token: str | None = None
        while True:
            page = self._page({**parameters, "NextPageToken": token} if token else parameters)
            yield page
            token = page.get("NextPageToken")
            if not token:
                return

    def _page(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        for attempt in range(1, ATTEMPTS + 1):
            self.budget.spend()
            try:
                return self.client.get_cost_and_usage(**parameters)
            except (ClientError, ConnectionError, HTTPClientError) as error:
                if not self._may_repeat(error) or attempt == ATTEMPTS:
                    raise
                self.pause(self.chance(0, min(LONGEST_PAUSE, 2**attempt)))
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _may_repeat(self, error: Exception) -> bool:
        if not isinstance(error, ClientError):
            return True
        if error.response.get("Error", {}).get("Code") in BUSY:
            self.budget.throttled += 1
            return True
        return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) >= 500
