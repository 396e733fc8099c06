"""Invoices and notes as PDF."""

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest

from billing.documents.cost_report_sheet import cost_report_sheet
from billing.documents.flow import BOTTOM, MARGIN, Text
from billing.documents.invoice_sheet import invoice_sheet
from billing.documents.pdf import laid_out, not_drawn, pdf
from billing.documents.typeface import REGULAR, STRONG, has, typeface
from billing.domain.documents import DocumentKind, Party
from tests.billing.documents.pdf_text import metadata, pages, text
from tests.billing.documents.shown import MINUTES, ROUNDING, cost_report, draft, invoice

NAMES = ["Müller & Söhne", "Łódź Żegluga", "Ελλάς Α.Ε.", "Ђорђе Транспорт", "O’Brien – “Söns” (I)"]


def many(count, description="Video analysed"):
    return tuple(replace(MINUTES, code=f"line-{place}", description=f"{description} {place}") for place in range(count))


def test_its_text_can_be_selected():
    found = text(pdf(invoice_sheet(invoice())))
    for said in ("INV-2026-000017", "Acme Logistics, Inc.", "1,234.5667 min", "185.19", "VAT 19 %", "USD 220.38", "Nov 22, 2026", ROUNDING):
        assert said in found.split("\n") or said in found


@pytest.mark.parametrize("name", NAMES)
def test_names_come_out_in_latin_greek_and_cyrillic(name):
    assert name in text(pdf(invoice_sheet(invoice(buyer=Party(name=name)))))


def test_both_weights_have_the_letters_of_europe_and_vietnam():
    typeface("en")
    ranges = ((0xC0, 0x180), (0x386, 0x3CF), (0x400, 0x460), (0x1EA0, 0x1EFA))
    letters = [chr(code) for first, beyond in ranges for code in range(first, beyond) if unicodedata.category(chr(code)) != "Cn"]
    assert len(letters) > 400
    assert [each for each in letters for font in (REGULAR, STRONG) if not has(font, each)] == ["\u0149"] * 2  # deprecated in Unicode


def test_metadata_say_what_it_is_and_when_it_was_issued():
    about = metadata(pdf(invoice_sheet(invoice(buyer=Party(name="Łódź")))))
    assert about["Title"] == "Invoice INV-2026-000017"
    assert about["Author"] == "Nordlicht Cloud GmbH"
    assert about["Subject"] == "Łódź, October 2026"
    assert about["CreationDate"] == about["ModDate"] == "D:20261108000000+00'00'"


def test_a_draft_is_marked_on_every_page_and_carries_no_clock():
    made = pdf(invoice_sheet(draft(lines=many(60))))
    assert all(any("Draft" in each.text for each in page) for page in pages(made))
    assert metadata(made)["CreationDate"] == "D:20261031000000+00'00'"


@pytest.mark.parametrize(("locale", "language"), [("de_DE", b"(de-DE)"), ("fr_FR", b"(en)")])
def test_the_language_of_the_words_is_declared(locale, language):
    assert b"/Lang " + language in pdf(invoice_sheet(invoice(locale=locale)))


def test_fonts_are_embedded():
    made = pdf(invoice_sheet(invoice()))
    assert len(re.findall(rb"/BaseFont /\w+\+Inter", made)) == len(re.findall(rb"/FontFile2 \d+ 0 R", made)) == 2


@pytest.mark.parametrize("count", [1, 17, 40, 200])
def test_every_line_is_printed_once_and_headings_are_repeated(count):
    made = pages(pdf(invoice_sheet(invoice(*many(count)))))
    printed = [each.text for page in made for each in page]
    for place in range(count):
        assert printed.count(f"Video analysed {place}") == 1
    with_lines = [page for page in made if any(each.text.startswith("Video analysed") for each in page)]
    assert all([each.text for each in page].count("Unit price") == 1 for page in with_lines)
    assert [page[-1].text for page in made] == [f"Page {number} of {len(made)}" for number in range(1, len(made) + 1)]


@pytest.mark.parametrize("count", range(14, 34))
def test_the_sums_are_never_alone_on_a_page(count):
    for page in pages(pdf(invoice_sheet(invoice(*many(count))))):
        said = [each.text for each in page]
        if "Total due" in said:
            assert f"Video analysed {count - 1}" in said
            assert {"Subtotal", "VAT 19 %"} <= set(said)


@pytest.mark.parametrize(
    "description",
    ["a long description of what was done " * 12, "unbroken" * 60, "株式会社アクメ" * 40, "ok", "W" * 5000],
    ids=["long", "unbroken", "japanese", "short", "pages"],
)
def test_nothing_stands_beyond_the_margins(description):
    document = invoice(
        *many(3, description),
        buyer=Party(name=description[:200], address=(description[:200],)),
        notes=(description,),
        tax_text=description[:200],
    )
    flow = laid_out(invoice_sheet(document))
    for page in flow.pages:
        for drawn in page:
            if isinstance(drawn, Text):
                assert drawn.x >= MARGIN - 0.1
                assert drawn.x + drawn.width <= flow.size[0] - MARGIN + 0.1
                assert BOTTOM - 40 < drawn.y < flow.size[1] - 36
    assert (
        "".join(each.text for page in flow.pages for each in page if isinstance(each, Text) and each.text[0] in description).count("\n")
        == 0
    )


def test_a_wrapped_description_loses_no_word():
    description = " ".join(f"word{place}" for place in range(120))
    found = text(pdf(invoice_sheet(invoice(replace(MINUTES, description=description)))))
    assert re.findall(r"word\d+", found) == description.split(" ")


def test_amounts_stand_under_each_other():
    lines = tuple(replace(MINUTES, code=each, description=each, amount=Decimal(each)) for each in ("1.11", "22222.22", "-333.33"))
    flow = laid_out(invoice_sheet(invoice(*lines)))
    ends = {
        round(each.x + each.width, 3)
        for page in flow.pages
        for each in page
        if isinstance(each, Text) and each.text in ("1.11", "22,222.22", "-333.33") and each.x > 300
    }
    assert len(ends) == 1


def test_digits_are_all_as_wide():
    assert len({typeface("en").width(digit, REGULAR, 9) for digit in "0123456789"}) == 1
    assert len({typeface("en").width(digit, STRONG, 9) for digit in "0123456789"}) == 1


def test_notes_are_printed_too():
    made = text(
        pdf(
            invoice_sheet(
                invoice(kind=DocumentKind.CREDIT_NOTE, number="CN-2026-000001", corrects="INV-2026-000017", total=Decimal("-5.00"))
            )
        )
    )
    assert {"Credit note", "CN-2026-000001", "Corrects", "INV-2026-000017", "USD 5.00"} <= set(made.split("\n"))


def test_a_cost_report_is_printed_with_its_numbers():
    made = text(pdf(cost_report_sheet(cost_report()))).split("\n")
    assert {"Cost report", "USD 9.50", "Amazon Rekognition", "10.00", "-3.00", "Oct 31, 2026", "11.5000"} <= set(made)


def test_paper_is_letter_in_the_united_states_and_a4_in_germany():
    assert b"/MediaBox [ 0 0 612 792 ]" in pdf(invoice_sheet(invoice()))
    assert b"/MediaBox [ 0 0 595.28 841.89 ]" in pdf(invoice_sheet(invoice(locale="de_DE")))


def test_what_no_font_has_is_named_before_anything_is_sent():
    assert not_drawn(invoice_sheet(invoice(buyer=Party(name="Müller 株式会社 한국 Ελλάς")))) == ()
    assert not_drawn(invoice_sheet(invoice(buyer=Party(name="مرحبا 🚗")))) == tuple(sorted(set("مرحبا🚗")))


def test_japanese_can_be_selected_too():
    assert "株式会社アクメ" in text(pdf(invoice_sheet(invoice(buyer=Party(name="株式会社アクメ")))))
