import re

from hypothesis import given
from hypothesis import strategies as st

from model.slug import ENVIRONMENT, SLUG, propose_slug


def test_slug_is_proposed_from_the_name_that_people_use():
    assert propose_slug("Acme Inc.") == "acme-inc"
    assert propose_slug("Müller & Söhne") == "mueller-soehne"
    assert propose_slug("  3M Österreich GmbH & Co. KG ") == "m-oesterreich-gmbh-c"
    assert propose_slug("Łódź Straße Ærø Café") == "lodz-strasse-aeroe-c"
    assert propose_slug("株式会社") == ""


@given(st.text(max_size=60))
def test_proposed_slug_is_lawful_or_empty(client):
    proposed = propose_slug(client)

    assert proposed == "" or SLUG.remedy(proposed) is None


@given(st.text(st.sampled_from("abz09-._A é"), max_size=25))
def test_slug_is_lawful_exactly_where_it_looks_like_one(slug):
    parts = slug.split("-")
    looks = len(slug) <= 20 and all(re.fullmatch("[a-z0-9]+", part) for part in parts) and not slug[:1].isdigit()

    assert (SLUG.remedy(slug) is None) == looks


def test_environment_is_shorter_than_a_slug_so_that_names_stay_within_63_characters():
    assert ENVIRONMENT.remedy("a" * 12) is None
    assert ENVIRONMENT.remedy("a" * 13) == f"Write it like {'a' * 12}."
