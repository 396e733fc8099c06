"""What is set client by client: names on documents, the last day of a stack that left, amounts a month."""

from datetime import date

import pytest

from billing.domain.documents import Party
from billing.setting_rules import last_day
from billing.settings import Buyer
from tests.billing.written_settings import read, refusal


def test_documents_name_seller_and_buyer_as_they_are_set():
    settings = read(
        seller={"name": "Consultancy", "taxId": "DE1", "paymentDays": 30, "paymentText": "IBAN", "locale": "de_DE"},
        buyers={"acme": {"name": "Acme Inc.", "address": ["2 Avenue", "Port"], "locale": "en_US"}},
    )

    agreement = settings.agreement("acme", "Acme")

    assert agreement.seller == Party(name="Consultancy", tax_id="DE1")
    assert agreement.buyer == Party(name="Acme Inc.", address=("2 Avenue", "Port"))
    assert (agreement.payment_days, agreement.payment_text, agreement.locale) == (30, "IBAN", "en_US")


def test_buyer_who_is_not_set_has_the_name_of_the_client_s_tag_and_the_seller_s_locale():
    agreement = read(seller={"name": "Consultancy", "locale": "de_DE"}).agreement("globex", "Globex")

    assert (agreement.buyer, agreement.locale) == (Party(name="Globex"), "de_DE")
    assert read(buyers={"acme": {}}).buyers == {"acme": Buyer()}


def test_a_stack_that_left_has_its_last_day_however_pulumi_writes_it():
    for written in ("2026-09-30", "2026-09-30 00:00:00 +0000 UTC", "2026-09-30T00:00:00Z"):
        settings = read(stacks=["dev"], left={"acme-prod": written})
        assert last_day(settings.left["acme-prod"]) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("left", "why"),
    [
        ({"acme-prod": "2026-09-31"}, "acme-prod: write a day like 2026-09-30."),
        ({"acme/prod": "2026-09-30"}, "acme/prod: write the name of a stack"),
        ({"dev": "2026-09-30"}, "dev is among the stacks that are billed, and has left"),
    ],
)
def test_a_stack_that_left_wrongly_is_refused(left, why):
    assert why in " ".join(str(refusal(stacks=["dev"], left=left)).split())


def test_amounts_a_month_are_whole_dollars_by_client_and_by_account():
    settings = read(clientBudgets={"Globex": 100}, memberAccounts={"333333333333": "200"})
    assert (settings.client_budgets, settings.member_accounts) == ({"Globex": 100}, {"333333333333": 200})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"clientBudgets": {"Globex": 0}}, "Globex: Choose 1 or more."),
        ({"memberAccounts": {"3333": 100}}, "3333: YAML takes digits for a number"),
        ({"memberAccounts": {"333333333333": "much"}}, "It must be"),
    ],
)
def test_amounts_that_cannot_be_are_refused(wrong, why):
    assert why in " ".join(str(refusal(**wrong)).split())
