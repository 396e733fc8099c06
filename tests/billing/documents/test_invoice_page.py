"""Invoices and notes as HTML."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.documents.html import html
from billing.documents.invoice_sheet import invoice_sheet
from billing.domain.documents import DocumentKind, Party, correction
from billing.domain.lines import Line
from tests.billing.documents.page import page
from tests.billing.documents.shown import AWS_COST, FEE, MINUTES, ROUNDING, draft, invoice


def shown(document):
    return page(html(invoice_sheet(document)))


def rows(document):
    return [[cell.text for cell in row.children if not isinstance(cell, str)] for row in shown(document).one("tbody").all("tr")]


def totals(document):
    sums = shown(document).one("dl", class_="totals")
    return [(name.text, value.text) for name, value in zip(sums.all("dt"), sums.all("dd"), strict=True)]


def facts(document):
    known = shown(document).one("dl", class_="facts")
    return {name.text: value.text for name, value in zip(known.all("dt"), known.all("dd"), strict=True)}


def test_an_invoice_reads_like_one():
    document = invoice(AWS_COST, FEE, MINUTES)
    assert shown(document).one("h1").text == "Invoice"
    assert shown(document).one("p", class_="reference").text == "INV-2026-000017"
    assert facts(document) == {"Billing period": "October 2026", "Issued": "Nov 8, 2026", "Due": "Nov 22, 2026"}
    assert rows(document) == [
        ["AWS cost", "", "", "123.46"],
        ["Management fee on AWS cost", "USD 123.46", "25%", "30.86"],
        ["Video analysed", "1,234.5667 min", "0.15", "185.19"],
    ]
    assert totals(document) == [("Subtotal", "185.19"), ("VAT 19 %", "35.19"), ("Total due", "USD 220.38")]
    text = shown(document).text
    for said in (
        "Nordlicht Cloud GmbH",
        "Speicherstraße 12",
        "Tax ID DE123456789",
        "Acme Logistics, Inc.",
        "Payable within 14 days of issue.",
    ):
        assert said in text
    assert "Please pay USD 220.38 by Nov 22, 2026. Please quote INV-2026-000017." in text
    assert "IBAN DE02 1203 0000 0000 2020 51" in text


def test_the_rules_of_rounding_are_printed():
    assert ROUNDING in shown(invoice()).text


def test_a_german_invoice_has_german_words_and_numbers_and_leaves_descriptions_alone():
    document = invoice(MINUTES, locale="de_DE")
    assert shown(document).one("html").attributes["lang"] == "de-DE"
    assert shown(document).one("h1").text == "Rechnung"
    assert rows(document) == [["Video analysed", "1.234,5667 Min.", "0,15", "185,19"]]
    assert totals(document)[-1] == ("Zu zahlen", "220,38 USD")
    assert facts(document) == {"Abrechnungszeitraum": "Oktober 2026", "Ausgestellt": "08.11.2026", "Fällig": "22.11.2026"}


def test_a_french_invoice_has_english_words_says_so_and_writes_numbers_as_the_french_do():
    document = invoice(replace(MINUTES, amount=Decimal("1185.19")), locale="fr_FR")
    assert shown(document).one("html").attributes["lang"] == "en"
    assert rows(document) == [["Video analysed", "1\u202f234,5667 min", "0,15", "1\u202f185,19"]]


@pytest.mark.parametrize(("currency", "amount", "total"), [("JPY", "18519", "JPY 18,519"), ("KWD", "55.556", "KWD 55.556")])
def test_currencies_have_the_decimals_in_which_they_are_paid(currency, amount, total):
    document = invoice(
        replace(MINUTES, amount=Decimal(amount)), currency=currency, total=Decimal(amount), tax_percent=Decimal(0), tax=Decimal(0)
    )
    assert totals(document)[-1] == ("Total due", total)
    assert rows(document)[0][-1] == total[4:]


def test_days_of_a_month_that_is_not_whole_are_shown_as_a_share_of_it():
    part = Line(
        code="monthly-fee",
        description="Monthly fee, 12 of 31 days",
        quantity=Decimal(12),
        unit="1/31 month",
        unit_price=Decimal(45),
        amount=Decimal("17.42"),
    )
    assert rows(invoice(part)) == [["Monthly fee, 12 of 31 days", "12 × 1/31 month", "45.00", "17.42"]]


def test_a_draft_is_marked_and_says_neither_number_nor_where_to_pay():
    document = draft()
    mark = shown(document).one("h1").one("span", class_="mark")
    assert mark.text == "Draft"
    assert "This is a draft." in shown(document).text
    assert not re.search("INV-|IBAN|Please pay", shown(document).text)
    assert list(shown(document).all("p", class_="reference")) == []
    assert totals(document)[-1] == ("Total", "USD 220.38")
    assert facts(document) == {"Billing period": "October 2026"}


def test_a_final_document_is_not_marked():
    assert list(shown(invoice()).all("span", class_="mark")) == []


def test_a_credit_note_names_the_invoice_that_it_corrects_and_asks_for_nothing():
    billed = invoice()
    note = correction(
        [billed], draft(lines=(replace(MINUTES, amount=Decimal("100.00")),), subtotal=Decimal(100), tax=Decimal(19), total=Decimal(119))
    )
    issued = replace(note, number="CN-2026-000001", issued=date(2026, 12, 2))
    assert shown(issued).one("h1").text == "Credit note"
    assert facts(issued)["Corrects"] == "INV-2026-000017"
    assert totals(issued)[-1] == ("Total credited", "USD 101.38")
    assert "Please pay" not in shown(issued).text


def test_a_debit_note_is_to_be_paid():
    note = invoice(kind=DocumentKind.DEBIT_NOTE, corrects="INV-2026-000017", number="INV-2026-000018")
    assert shown(note).one("h1").text == "Debit note"
    assert "Please quote INV-2026-000018." in shown(note).text


def test_a_negative_invoice_is_in_the_clients_favour_and_asks_for_nothing():
    document = invoice(total=Decimal("-5.00"))
    assert totals(document)[-1] == ("In your favour", "USD 5.00")
    assert "Please pay" not in shown(document).text


def test_no_tax_is_explained_by_the_terms_text():
    document = invoice(tax_percent=Decimal(0), tax=Decimal(0), tax_text="Reverse charge")
    assert totals(document)[1] == ("TaxReverse charge", "0.00")


def test_a_tax_text_without_its_rate_gets_it():
    assert totals(invoice(tax_text="VAT"))[1][0] == "VAT, 19%"
    assert totals(invoice(tax_text=None))[1][0] == "Tax, 19%"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a&b", '"><img src=x onerror=y>', "{{ 7*7 }}"])
def test_names_are_text_and_never_markup(name):
    document = invoice(replace(MINUTES, description=name), buyer=Party(name=name, address=(name,)))
    assert rows(document)[0][0] == name
    assert list(shown(document).all("script")) == list(shown(document).all("img")) == []


def test_a_name_cannot_turn_the_direction_of_the_amount_beside_it():
    assert rows(invoice(replace(MINUTES, description="abc\u202edef\x00\n")))[0][0] == "abcdef"


def test_lines_are_a_table_with_caption_and_scopes():
    table = shown(invoice()).one("table")
    assert table.one("caption").text
    assert [each.text for each in table.all("th", scope="col")] == ["Description", "Quantity", "Unit price", "Amount (USD)"]
    assert [each.text for each in table.all("th", scope="row")] == ["Video analysed"]
