import pytest

from billing.infra.internal import internal_settings, internal_tags, tag_text
from billing.settings import Seller
from model.tag_rules import TAG_VALUE
from tests.billing.infra.recording import settings
from tests.billing.infra.stacks import PAYER


@pytest.mark.parametrize(
    ("name", "text"),
    [("Consultancy", "Consultancy"), ("Meyer & Co. (UK)", "Meyer Co. UK"), ("Bäcker GmbH", "Bäcker GmbH"), ("&&&", "internal")],
)
def test_a_companys_name_becomes_a_lawful_tag(name, text):
    assert tag_text(name) == text
    assert TAG_VALUE.remedy(text) is None


def test_a_name_that_is_too_long_for_a_tag_is_cut():
    assert TAG_VALUE.remedy(tag_text("Very Long " * 40)) is None


def test_billing_is_an_environment_of_the_payer_that_nobody_is_billed_for():
    told = internal_settings(settings(region="eu-central-1"))
    assert (told.account.account_id, told.account.home_region, told.account.deployment_role_arn) == (PAYER, "eu-central-1", None)
    assert told.notify == ("ops@example.com",)
    tags = internal_tags(settings(seller=Seller(name="Consultancy")))
    assert (tags.client, tags.owner, tags.billing_group) == ("internal", "Consultancy", "internal")
