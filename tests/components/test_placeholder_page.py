"""The page itself: it loads nothing, and everybody can read it."""

import re
from pathlib import Path

from components.placeholder_page import PAGE


def test_the_page_needs_nothing_from_elsewhere():
    text = PAGE.read_text()
    assert not re.findall(r"<script|<link|<img|url\(|https?://|@import", text)


def test_the_page_can_be_read_by_everybody_and_on_every_screen():
    text = PAGE.read_text()
    assert text.startswith("<!doctype html>")
    assert re.search(r'<html lang="en">', text)
    assert re.search(r"<title>[^<]+</title>", text)
    assert re.search(r'<meta name="viewport" content="width=device-width, initial-scale=1">', text)
    assert len(re.findall("<h1>", text)) == len(re.findall("<main>", text)) == 1
    assert not re.findall(r"user-scalable|maximum-scale", text)


def test_the_page_stands_at_the_top_of_the_project():
    assert Path(__file__).parents[2] / "web" / "index.html" == PAGE
