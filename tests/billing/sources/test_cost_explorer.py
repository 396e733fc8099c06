"""Three questions a payer and month, whatever the number of clients; every amount as AWS wrote it."""

from decimal import Decimal

import pytest

from billing.domain.assigning_answers import assign_answers
from billing.domain.costs import Kind
from billing.domain.money import total
from billing.domain.month import Month
from billing.sources.cost_explorer import UnreadableAnswer, three_answers
from billing.sources.cost_explorer_requests import ATTEMPTS, BudgetSpent, RequestBudget, client_of
from billing.sources.kinds import UnknownKind
from tests.billing.domain.bills import environment
from tests.billing.sources.scripted_cost_explorer import ScriptedCostExplorer, charged, refusal, requests_to

OCTOBER = Month(2026, 10)


def read(explorer, month=OCTOBER, budget=100, **more):
    requests, _ = requests_to(explorer, budget)
    return three_answers(requests, month, **more)


def clients(count):
    return [charged("1.10", f"Client {number}") for number in range(count)]


def test_the_three_questions_are_what_aws_is_asked():
    explorer = ScriptedCostExplorer([charged("1")])

    read(explorer, Month(2026, 12))

    shared = {"TimePeriod": {"Start": "2026-12-01", "End": "2027-01-01"}, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}
    tag, kind = {"Type": "TAG", "Key": "Client"}, {"Type": "DIMENSION", "Key": "RECORD_TYPE"}
    service, account = {"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}
    assert explorer.asked == [{**shared, "GroupBy": groups} for groups in ([tag, kind], [tag, service], [account, kind])]


@pytest.mark.parametrize("count", [1, 10, 1_000])
def test_requests_do_not_grow_with_the_clients_of_a_payer(count):
    explorer = ScriptedCostExplorer(clients(count))
    requests, _ = requests_to(explorer)

    answers = three_answers(requests, OCTOBER)

    assert (requests.budget.made, requests.budget.cost) == (3, Decimal("0.03"))
    assert len(answers.by_client_and_kind) == count


def test_every_page_is_read_with_unchanged_parameters_and_counted():
    explorer = ScriptedCostExplorer(clients(25), page=10)
    requests, _ = requests_to(explorer)

    answers = three_answers(requests, OCTOBER)

    assert answers.total == Decimal("27.50")  # 25 × 1.10
    assert requests.budget.made == len(explorer.asked) == 3 + 3 + 1  # by account there is one group
    first, *others = explorer.asked[:3]
    assert [{**first, "NextPageToken": str(start)} for start in (10, 20)] == others


def test_amounts_are_exact_however_many_digits_they_have():
    explorer = ScriptedCostExplorer([charged("12345678901234567.1234567891", "Globex"), charged("0.0000000001", "Globex", "Tax")])

    answers = read(explorer)

    assert answers.by_client_and_kind == {
        ("Globex", Kind.USAGE): Decimal("12345678901234567.1234567891"),
        ("Globex", Kind.TAX): Decimal("0.0000000001"),
    }


@pytest.mark.parametrize("value", ["", "Globex", "a$b", "$", "Müller & Söhne", "Client$x"])
def test_value_of_a_tag_is_what_follows_the_known_beginning(value):
    assert list(read(ScriptedCostExplorer([charged("1", value)])).by_client_and_service) == [(value, "Amazon S3")]


def test_words_of_one_kind_are_added():
    rows = [charged("5", kind="SavingsPlanCoveredUsage"), charged("-5", kind="SavingsPlanNegation"), charged("2", kind="Usage")]

    assert read(ScriptedCostExplorer(rows)).by_account_and_kind == {("111111111111", Kind.SAVINGS_PLAN): 0, ("111111111111", Kind.USAGE): 2}


def test_unknown_kind_stops_the_run_and_is_named():
    with pytest.raises(UnknownKind, match="'Gratuity'"):
        read(ScriptedCostExplorer([charged("1", kind="Gratuity")]))


def test_unknown_kind_is_kept_as_usage_where_that_is_wanted_and_still_named():
    answers = read(ScriptedCostExplorer([charged("1", kind="Gratuity"), charged("2")]), keep_unknown=True)

    assert answers.by_client_and_kind == {("", Kind.USAGE): 3}
    assert answers.booked_as_usage == ("Gratuity",)


def test_estimated_month_is_marked():
    assert read(ScriptedCostExplorer([charged("1")], estimated=True)).estimated
    assert not read(ScriptedCostExplorer([charged("1")])).estimated


def test_month_without_cost_is_a_bill_of_zero_dollars():
    answers = read(ScriptedCostExplorer([]))

    assert (answers.total, answers.currency, answers.lines) == (0, "USD", 0)


def test_bill_in_another_currency_says_so():
    assert read(ScriptedCostExplorer([charged("1")], unit="CNY")).currency == "CNY"


def test_mixed_currencies_are_refused():
    class Mixed(ScriptedCostExplorer):
        def get_cost_and_usage(self, **parameters):
            self.unit = "EUR" if self.asked else "USD"
            return super().get_cost_and_usage(**parameters)

    with pytest.raises(UnreadableAnswer, match="EUR and USD: currencies are never added"):
        read(Mixed([charged("1")]))


def test_answer_about_another_month_is_refused():
    class Elsewhere(ScriptedCostExplorer):
        def get_cost_and_usage(self, **parameters):
            return super().get_cost_and_usage(**{**parameters, "TimePeriod": {"Start": "2026-09-01", "End": "2026-10-01"}})

    with pytest.raises(UnreadableAnswer, match="2026-09-01"):
        read(Elsewhere([charged("1")]))


def test_group_that_comes_on_two_pages_is_refused():
    class Overlapping(ScriptedCostExplorer):
        def _groups(self, keys):
            return super()._groups(keys) * 2

    with pytest.raises(UnreadableAnswer, match=r"Client\$, Usage twice"):
        read(Overlapping([charged("1")], page=1))


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1,5", ""])
def test_amount_that_is_no_number_is_refused(amount):
    class Wrong(ScriptedCostExplorer):
        def _groups(self, keys):
            groups = super()._groups(keys)
            groups[0]["Metrics"]["UnblendedCost"]["Amount"] = amount
            return groups

    with pytest.raises(ValueError, match=r"amount|decimal string"):
        read(Wrong([charged("1")]))


def test_fingerprint_depends_on_what_was_said_and_not_on_pages_or_order():
    rows = [*clients(7), charged("2", kind="Credit")]
    same = {read(ScriptedCostExplorer(order, page=page)).sha256 for order in (rows, rows[::-1]) for page in (2, 5_000)}
    changed = read(ScriptedCostExplorer([*rows[:-1], charged("2.01", kind="Credit")])).sha256
    later = read(ScriptedCostExplorer(rows), Month(2026, 11)).sha256

    assert len(same) == 1
    assert len({*same, changed, later}) == 3


def test_throttled_page_is_asked_again_after_growing_pauses_and_counted():
    explorer = ScriptedCostExplorer([charged("1")])
    explorer.failures = [refusal("ThrottlingException"), refusal("LimitExceededException"), refusal("InternalFailure", 500)]
    requests, pauses = requests_to(explorer)

    assert three_answers(requests, OCTOBER).total == 1
    assert (requests.budget.made, requests.budget.throttled, pauses) == (6, 2, [2, 4, 8])


def test_aws_that_stays_busy_is_left_after_a_few_attempts():
    explorer = ScriptedCostExplorer([charged("1")])
    explorer.failures = [refusal("ThrottlingException")] * 100
    requests, pauses = requests_to(explorer)

    with pytest.raises(Exception, match="ThrottlingException"):
        three_answers(requests, OCTOBER)
    assert (requests.budget.made, len(pauses)) == (ATTEMPTS, ATTEMPTS - 1)


@pytest.mark.parametrize("code", ["AccessDeniedException", "DataUnavailableException", "ValidationException"])
def test_refusal_that_would_come_again_is_not_asked_for_twice(code):
    explorer = ScriptedCostExplorer([charged("1")])
    explorer.failures = [refusal(code)]

    with pytest.raises(Exception, match=code):
        read(explorer)
    assert len(explorer.asked) == 1


def test_run_stops_before_the_request_that_its_budget_does_not_cover():
    explorer = ScriptedCostExplorer(clients(25), page=10)

    with pytest.raises(BudgetSpent, match=r"made 4 requests to Cost Explorer \(\$0.04\), and its budget is 4 \(\$0.04\).*requestBudget"):
        read(explorer, budget=4)
    assert len(explorer.asked) == 4


def test_one_budget_covers_all_payers_of_a_run():
    budget = RequestBudget(requests=5)
    first, _ = requests_to(ScriptedCostExplorer([charged("1")]))
    second, _ = requests_to(ScriptedCostExplorer([charged("1")]))
    first.budget = second.budget = budget

    three_answers(first, OCTOBER)
    with pytest.raises(BudgetSpent):
        three_answers(second, OCTOBER)
    assert budget.made == 5


def test_budget_stops_repetitions_too():
    explorer = ScriptedCostExplorer([charged("1")])
    explorer.failures = [refusal("ThrottlingException")] * 100

    with pytest.raises(BudgetSpent):
        read(explorer, budget=2)
    assert len(explorer.asked) == 2


def test_botocore_repeats_nothing_on_its_own():
    class Session:
        def client(self, service, region_name, config):
            return service, region_name, config.retries

    assert client_of(Session()) == ("ce", "us-east-1", {"total_max_attempts": 1})


def test_answers_become_a_closed_book():
    rows = [
        charged("10", "Globex"),
        charged("4", service="Amazon Rekognition"),
        charged("2.50", account="222222222222"),
        charged("-1", kind="Credit"),
    ]

    costs = assign_answers(
        read(ScriptedCostExplorer(rows)),
        [environment("globex-prod", "Globex", "hosted"), environment("initech-prod", "Initech", "member", "222222222222")],
    ).costs

    assert {client: part.total for client, part in costs.clients.items()} == {"Globex": 10, "Initech": Decimal("2.50")}
    assert costs.unallocated.by_kind == {Kind.USAGE: 4, Kind.CREDIT: -1}
    assert costs.total == total(Decimal(each["amount"]) for each in rows)
