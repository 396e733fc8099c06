import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from billing import documents
from billing.documents.wording import language_of, languages, words
from billing.domain.costs import Kind
from billing.domain.documents import DocumentKind

SOURCES = "".join(each.read_text("utf-8") for each in Path(files(documents)).glob("*sheet*.py"))
SOURCES += "".join(
    (Path(files(documents)) / name).read_text("utf-8") for name in ("line_table.py", "usage_chart.py", "statement.py", "pdf.py")
)


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_every_word_and_the_same_gaps_in_it(language):
    english, other = words("en"), words(language)
    assert other.keys() == english.keys()
    gaps = {key: sorted(re.findall(r"{\w+}", text)) for key, text in english.items()}
    assert {key: sorted(re.findall(r"{\w+}", text)) for key, text in other.items()} == gaps


def test_no_word_is_kept_that_no_document_says():
    template = files(documents).joinpath("templates/sheet.html.j2").read_text("utf-8")
    said = (
        set(re.findall(r"[\"'](\w+)[\"']", SOURCES + template))
        | {kind.value for kind in DocumentKind}
        | {f"kind.{kind.value}" for kind in Kind}
    )
    assert [key for key in words("en") if key not in said and not key.startswith("unit.")] == []


def test_every_kind_of_cost_and_document_has_a_word():
    assert {kind.value for kind in DocumentKind} | {f"kind.{kind.value}" for kind in Kind} <= words("en").keys()


def test_a_locale_without_a_catalogue_falls_back_to_english():
    assert [language_of(locale) for locale in ("de_AT", "de", "fr_FR", "en_GB", "ja_JP")] == ["de", "de", "en", "en", "en"]


@pytest.mark.parametrize("language", sorted(languages()))
def test_catalogues_are_sorted_so_that_a_missing_word_is_seen(language):
    keys = list(json.loads(files("billing.documents.wording").joinpath(f"{language}.json").read_text("utf-8")))
    assert keys == sorted(keys)
