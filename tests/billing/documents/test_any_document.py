"""Whatever stands in a document, it can be printed, and its numbers are there."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.documents.flow import MARGIN, Text
from billing.documents.html import html
from billing.documents.invoice_sheet import invoice_sheet, total_shown
from billing.documents.pdf import laid_out, pdf
from billing.domain.documents import Agreement, DocumentKind, Party
from billing.domain.lines import Line
from billing.domain.month import Month
from tests.billing.documents.page import page
from tests.billing.documents.pdf_text import pages
from tests.billing.documents.shown import invoice

ANY_TEXT = st.text(st.characters(), max_size=60)  # control characters, lone surrogates and all
AMOUNTS = st.decimals(Decimal(-(10**20)), Decimal(10**20), places=2)
PARTIES = st.builds(
    Party, name=ANY_TEXT, address=st.lists(ANY_TEXT, max_size=4).map(tuple), tax_id=st.none() | ANY_TEXT, email=st.none() | ANY_TEXT
)
LINES = st.builds(
    Line,
    code=ANY_TEXT,
    description=ANY_TEXT | st.text(max_size=600),
    quantity=st.decimals(0, 10**15, places=4),
    unit=st.sampled_from(["minute", "video", "month", "piece", "1/31 month", "USD"]) | ANY_TEXT,
    unit_price=st.decimals(-(10**6), 10**6, places=8),
    amount=AMOUNTS,
)
DOCUMENTS = st.builds(
    lambda kind, month, agreement, lines, total, notes, tax_text, final: replace(
        invoice(*lines, kind=kind, month=month, agreement=agreement, total=total, notes=notes, tax_text=tax_text),
        number="INV-2026-000017" if final else None,
    ),
    kind=st.sampled_from(DocumentKind),
    month=st.builds(Month, st.integers(2000, 2999), st.integers(1, 12)),
    agreement=st.builds(
        Agreement,
        seller=PARTIES,
        buyer=PARTIES,
        payment_text=st.none() | ANY_TEXT,
        locale=st.sampled_from(["en_US", "de_DE", "fr_FR", "ja_JP", "ar_EG", "hi_IN", "zh_CN", "ko_KR", "th_TH"]),
    ),
    lines=st.lists(LINES, min_size=1, max_size=6),
    total=AMOUNTS,
    notes=st.lists(ANY_TEXT, max_size=3).map(tuple),
    tax_text=st.none() | ANY_TEXT,
    final=st.booleans(),
)


@settings(max_examples=25)
@given(DOCUMENTS)
def test_any_document_is_printed_the_same_twice_with_all_its_amounts(document):
    sheet = invoice_sheet(document)
    made = pdf(sheet)
    assert (html(sheet), made) == (html(invoice_sheet(document)), pdf(invoice_sheet(document)))
    amounts = [row[-1] for table in sheet.blocks if hasattr(table, "rows") for row in table.rows]
    assert amounts_on_page(html(sheet)) == amounts
    printed = [each.text for made_page in pages(made) for each in made_page]
    assert all(amount.replace("\u00a0", " ") in printed for amount in amounts)
    assert sheet.notation.money(total_shown(document)[1], "USD").replace("\u00a0", " ") in printed


@settings(max_examples=25)
@given(DOCUMENTS)
def test_no_text_of_any_document_stands_beyond_the_margins(document):
    flow = laid_out(invoice_sheet(document))
    texts = [each for made_page in flow.pages for each in made_page if isinstance(each, Text)]
    assert all(
        each.x >= MARGIN - 0.1 and each.x + each.width <= flow.size[0] - MARGIN + 0.1 and 0 < each.y < flow.size[1] for each in texts
    )


@settings(max_examples=5)
@given(st.lists(LINES, min_size=100, max_size=200))
def test_long_documents_are_printed_with_every_line(lines):
    sheet = invoice_sheet(invoice(*lines))
    printed = [each.text for made_page in pages(pdf(sheet)) for each in made_page]
    assert all(row[-1] in printed for row in sheet.blocks[0].rows)


def amounts_on_page(made):
    body = page(made).one("tbody")
    return ["".join(list(each.all("td"))[-1].children) for each in body.all("tr")]
