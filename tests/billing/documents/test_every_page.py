"""What holds of every page, whatever it shows."""

import re
from importlib.resources import files
from itertools import pairwise

import pytest

from billing.documents.html import html
from tests.billing.documents.page import page
from tests.billing.documents.sheets import SHEETS

LOADS = ("src", "href", "srcset", "data", "poster", "action", "xlink:href")
CSS = files("billing.documents").joinpath("templates/sheet.css").read_text("utf-8")


@pytest.fixture(params=SHEETS, ids=list(SHEETS))
def made(request):
    return html(SHEETS[request.param])


def test_it_loads_nothing_from_elsewhere(made):
    assert not [each.name for each in page(made).all() for name in LOADS if name in each.attributes]
    assert not re.search(rb"https?://|//\w|url\(|@import|<script|<link|<iframe|\son\w+=", made)


def test_it_starts_as_a_document_and_says_its_language(made):
    assert made.lstrip().startswith(b"<!DOCTYPE html>")
    assert page(made).one("html").attributes["lang"] in ("en-US", "de-DE")
    assert page(made).one("head").one("title").text
    assert len(list(page(made).all("main"))) == 1


def test_headings_are_in_order(made):
    levels = [int(each.name[1]) for each in page(made).all() if re.fullmatch("h[1-6]", each.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scopes(made):
    for table in page(made).all("table"):
        assert table.one("caption").text.strip()
        assert all(each.attributes.get("scope") in ("col", "row") for each in table.all("th"))
        columns = len(list(table.one("thead").all("th")))
        assert all(len([cell for cell in each.children if not isinstance(cell, str)]) == columns for each in table.all("tr"))


def test_every_chart_has_a_title_a_description_and_a_table(made):
    root = page(made)
    for section in root.all("section", class_="block chart"):
        svg = section.one("svg")
        named = svg.attributes["aria-labelledby"].split()
        assert [next(root.all(id=each)).name for each in named] == ["title", "desc"]
        assert all(next(root.all(id=each)).text for each in named)
        assert len(list(section.all("table"))) == 1


def test_no_id_comes_twice(made):
    ids = [each.attributes["id"] for each in page(made).all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))


def test_no_placeholder_is_left(made):
    assert not re.search(r"None|Undefined|\{[a-z_]+\}|\bNaN\b", page(made).one("main").text)


@pytest.mark.parametrize("colour", ["ink", "quiet", "mark"])
def test_text_has_the_contrast_that_wcag_aa_asks(colour):
    assert contrast(colour_of(colour), "#ffffff") >= 4.5


@pytest.mark.parametrize("colour", ["bar", "below"])
def test_bars_have_the_contrast_that_wcag_asks_of_graphics(colour):
    assert contrast(colour_of(colour), "#ffffff") >= 3


def test_the_pdfs_use_the_same_colours():
    from billing.documents import flow

    assert [colour_of(each) for each in ("ink", "quiet", "line", "bar", "below", "mark")] == [
        flow.INK,
        flow.QUIET,
        flow.LINE,
        flow.BAR,
        flow.BELOW,
        flow.MARK,
    ]


def colour_of(name):
    return re.search(rf"--{name}: (#[0-9a-f]{{6}});", CSS)[1]


def contrast(first, second):
    """Source: WCAG 2.2, definitions of contrast ratio and relative luminance."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
