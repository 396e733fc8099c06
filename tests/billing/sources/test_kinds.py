import pytest

from billing.domain.costs import Kind
from billing.sources.kinds import UnknownKind, cost_explorer_kind, cur_kind, focus_kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Usage", Kind.USAGE),
        ("Support fee", Kind.SUPPORT),
        ("Recurring reservation fee", Kind.RESERVATION),
        ("SavingsPlanNegation", Kind.SAVINGS_PLAN),
    ],
)
def test_cost_explorer_uses_words_of_reports_and_of_its_own_page(word, kind):
    assert cost_explorer_kind(word) is kind


def test_support_is_known_by_its_product_but_its_tax_and_credits_stay_what_they_are():
    assert cur_kind("Fee", "AWSSupportBusiness") is Kind.SUPPORT
    assert cur_kind("Tax", "AWSSupportBusiness") is Kind.TAX
    assert cur_kind("Fee", "AmazonRoute53") is Kind.FEE


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (("Usage",), Kind.USAGE),
        (("Purchase",), Kind.FEE),
        (("Purchase", "", "Spend"), Kind.SAVINGS_PLAN),
        (("Usage", "", "Usage"), Kind.RESERVATION),
        (("Usage", "Correction"), Kind.REFUND),
        (("Tax", "Correction"), Kind.TAX),
        (("Credit", "Correction"), Kind.CREDIT),
        (("Adjustment",), Kind.DISCOUNT),
    ],
)
def test_focus_needs_three_columns_to_tell_a_kind(line, kind):
    assert focus_kind(*line) is kind


@pytest.mark.parametrize("ask", [cost_explorer_kind, cur_kind, focus_kind])
@pytest.mark.parametrize("word", ["", "usage", "Usage ", "Gift"])
def test_a_word_that_is_not_known_is_not_guessed_at(ask, word):
    with pytest.raises(UnknownKind, match=repr(word)):
        ask(word)
