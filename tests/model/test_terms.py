from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.currencies import MINOR_UNITS
from model.settings import StackSettings
from model.terms import AT_COST, PRICING, BillingTerms, CostPlus, Fixed, OneOffLine, PerMinute, PricingModel
from model.terms_record import as_record, from_record
from tests.model.stacks import ACME, HOSTED, parsed, terms

PER_MINUTE = BillingTerms(pricing=PerMinute(price_per_minute=Decimal("0.15")))


def test_each_model_has_the_name_of_its_setting():
    assert {model: BillingTerms(pricing=price(model)).model for model in PricingModel} == {model: model for model in PricingModel}


def price(model):
    return {
        PricingModel.COST_PLUS: CostPlus(management_fee_percent=Decimal(25)),
        PricingModel.FIXED: Fixed(monthly_fee=Decimal(40)),
        PricingModel.PER_MINUTE: PerMinute(price_per_minute=Decimal("0.15")),
    }[model]


def test_only_cost_plus_charges_aws_cost():
    assert [model for model in PricingModel if BillingTerms(pricing=price(model)).charges_aws_cost] == [PricingModel.COST_PLUS]


def test_only_a_fixed_fee_includes_a_volume():
    included = {model: BillingTerms(pricing=price(model)).included_minutes for model in PricingModel}

    assert included == {PricingModel.COST_PLUS: None, PricingModel.FIXED: 50, PricingModel.PER_MINUTE: None}


def test_included_minutes_are_included_videos_times_their_length():
    assert Fixed(monthly_fee=Decimal(40), included_videos=20, minutes_per_video=6).included_minutes == 120


@pytest.mark.parametrize(
    ("billing", "limit", "minutes"),
    [
        (terms("fixed", includedVideos=20, minutesPerVideo=6), None, 1200),
        (terms("fixed", includedVideos=0), None, 1000),
        (terms("perMinute"), None, 1000),
        (terms("costPlus"), None, 1000),
        (terms("perMinute"), "90", 90),
        (terms("fixed"), "1", 1),
    ],
)
def test_monthly_limit_is_what_is_set_or_ten_times_the_included_minutes_or_a_thousand(billing, limit, minutes):
    settings = parsed(settings=HOSTED, billing=billing, monthlyMinutesLimit=limit)

    assert (settings.minutes_limit, settings.monthly_seconds_limit) == (minutes, 60 * minutes)


def test_terms_in_force_on_a_day_are_the_last_that_had_begun():
    first = BillingTerms(pricing=PerMinute(price_per_minute=Decimal(1)), valid_from=date(2026, 1, 15))
    second = BillingTerms(pricing=PerMinute(price_per_minute=Decimal(2)), valid_from=date(2026, 3, 1))
    now = BillingTerms(pricing=PerMinute(price_per_minute=Decimal(3)), valid_from=date(2026, 6, 1), earlier=(second, first))

    on = {day: now.valid_on(date(2026, *day)) for day in [(1, 15), (2, 28), (3, 1), (5, 31), (6, 1), (12, 31)]}
    assert on == {(1, 15): first, (2, 28): first, (3, 1): second, (5, 31): second, (6, 1): now, (12, 31): now}


def test_before_the_first_terms_there_are_none():
    now = BillingTerms(pricing=price(PricingModel.FIXED), valid_from=date(2026, 6, 1))

    with pytest.raises(LookupError, match="the first begin on 2026-06-01"):
        now.valid_on(date(2026, 5, 31))


def test_terms_without_a_first_day_always_held():
    assert PER_MINUTE.valid_on(date(1999, 1, 1)) is PER_MINUTE


def test_record_spells_every_default_out():
    assert as_record(PER_MINUTE) == {
        "model": "perMinute",
        "pricePerMinute": "0.15",
        "currency": "USD",
        "credit": "0",
        "oneOff": [],
        "taxPercent": "0",
        "prorate": True,
        "reimburseAwsCost": False,
        "earlier": [],
    }


def test_record_is_made_of_plain_text_and_amounts_have_no_exponent():
    record = as_record(BillingTerms(pricing=Fixed(monthly_fee=Decimal("1E+2"))))

    assert (type(record["model"]), record["monthlyFee"]) == (str, "100")


MONEY = st.decimals(0, 1000, places=2)
PRICES = st.one_of(
    st.builds(CostPlus, management_fee_percent=MONEY, development_fee=MONEY, fee_on_negative_month=st.booleans()),
    st.builds(Fixed, monthly_fee=MONEY, included_videos=st.integers(0, 99), price_per_extra_minute=st.none() | MONEY),
    st.builds(PerMinute, price_per_minute=MONEY),
)
LINES = st.builds(OneOffLine, id=st.just("setup"), text=st.text("ab ", min_size=1), amount=MONEY, month=st.none() | st.just("2026-10"))
ALONE = st.builds(
    BillingTerms,
    pricing=PRICES,
    currency=st.sampled_from(sorted(MINOR_UNITS)),
    valid_from=st.none() | st.dates(),
    minimum=st.none() | MONEY,
    credit=MONEY,
    one_off=st.lists(LINES, max_size=2).map(tuple),
    tax_percent=MONEY,
    tax_text=st.none() | st.just("VAT"),
    prorate=st.booleans(),
)


@given(ALONE, st.lists(ALONE, max_size=2))
def test_record_gives_the_same_terms_back(now, earlier):
    whole = BillingTerms(**{**vars(now), "earlier": tuple(earlier)})

    assert from_record(as_record(whole)) == whole


def test_record_survives_a_stack_reference_that_turns_whole_numbers_into_floats():
    record = as_record(BillingTerms(pricing=Fixed(monthly_fee=Decimal(40), included_videos=20)))

    assert repr(from_record({**record, "includedVideos": 20.0}).pricing.included_videos) == "20"


def test_record_of_a_price_as_float_is_refused():
    with pytest.raises(ValueError, match="pricePerMinute must be a decimal string"):
        from_record({**as_record(PER_MINUTE), "pricePerMinute": 0.15})


def test_record_with_a_missing_or_unknown_part_is_refused_by_name():
    record = as_record(PER_MINUTE)
    del record["pricePerMinute"]

    with pytest.raises(ValueError, match="pricePerMinute, surprise"):
        from_record({**record, "surprise": 1})


def test_record_without_a_model_says_that_it_is_missing():
    with pytest.raises(ValueError, match=r"'\(missing\)' is not a valid PricingModel"):
        from_record({"pricePerMinute": "0.15"})


def test_record_is_what_the_billing_setting_accepts():
    settings = parsed(settings=ACME, billing=as_record(PER_MINUTE))

    assert settings.billing == PER_MINUTE


def test_every_pricing_model_has_its_class():
    assert set(PRICING) == set(PricingModel)


def test_environment_of_your_own_is_charged_aws_cost_and_nothing_else():
    assert AT_COST.pricing == CostPlus(management_fee_percent=Decimal(0))
    assert StackSettings.__dataclass_fields__["billing"].default is AT_COST


def test_currencies_are_paid_in_none_two_or_three_decimals():
    assert [MINOR_UNITS[currency] for currency in ("JPY", "USD", "EUR", "KWD")] == [0, 2, 2, 3]
    assert all(len(currency) == 3 and currency.isupper() for currency in MINOR_UNITS)
