"""Whose a thing is where several stacks have the same tags."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from automation.aws.destruction import AwsSurroundings
from automation.deploying.neighbours import Neighbours, neighbours_of
from automation.deploying.residue import thing_of
from automation.exits import Exit, Stop
from model.tags import CostAllocationTags

ACCOUNT, HOME = "222222222222", "eu-west-1"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/abc"
SETTINGS = {"client": "Acme", "slug": "acme", "environment": "prod", "accountId": ACCOUNT}
STATES = {"acme-eu-prod": {"resources": [{"id": "abc", "outputs": {"arn": KEY}}, {"type": "a component"}]}}


@dataclass(frozen=True)
class Engine:
    """Knows the states of some stacks."""

    name: str

    def state(self):
        if self.name not in STATES:
            raise Stop(Exit.USAGE, f"no stack named {self.name} found")
        return STATES[self.name]


@pytest.fixture
def beside(tmp_path):
    """What stands beside acme-prod, by the settings of the other stack files."""

    def laid_out(asks=neighbours_of, **others):
        for name, settings in {"acme_prod": {}, **others}.items():
            lines = [f'  clientenv:{key}: "{value}"' for key, value in {**SETTINGS, **settings}.items()]
            (tmp_path / f"Pulumi.{name.replace('_', '-')}.yaml").write_text("\n".join(["config:", *lines]))
        account = SimpleNamespace(account_id=ACCOUNT, home_region=HOME, session=None)
        tags = CostAllocationTags(client="Acme", environment="prod", owner="Consultancy")
        file = SimpleNamespace(path=tmp_path / "Pulumi.acme-prod.yaml")
        settings = SimpleNamespace(account=account, tags=tags, prefix="acme-prod")
        return asks(SimpleNamespace(name="acme-prod", file=file, settings=settings, engine=Engine("acme-prod"), account=account))

    return laid_out


def test_the_state_of_a_stack_with_the_same_tags_says_what_is_its_own(beside):
    near = beside(acme_eu_prod={"slug": "acme-eu"})
    assert (near.prefixes, near.owned, near.unread) == (["acme-eu-prod"], {"abc", KEY}, [])
    assert near.own(KEY, thing_of(KEY, HOME), "acme-prod")


@pytest.mark.parametrize("other", [{"client": "Globex"}, {"environment": "dev"}, {"accountId": "333333333333"}])
def test_a_stack_whose_things_a_question_for_these_tags_does_not_list_is_not_read(beside, other):
    near = beside(acme_eu_prod={"slug": "acme-eu", **other})
    assert (len(near.prefixes), near.owned, near.unread) == (1, set(), [])


def test_a_client_that_is_spelt_with_spaces_around_it_is_the_same(beside):
    assert beside(acme_eu_prod={"slug": "acme-eu", "client": " Acme "}).owned


def test_a_state_that_cannot_be_read_is_told_and_what_has_no_name_is_unclear(beside):
    near = beside(acme_us_prod={"slug": "acme-us"})
    assert near.unread == ["acme-us-prod"]
    assert near.may_own(KEY, "acme-prod")
    assert not near.may_own("arn:aws:s3:::acme-prod-uploads", "acme-prod")


def test_a_stack_file_that_cannot_be_read_stops(beside, tmp_path):
    (tmp_path / "Pulumi.broken.yaml").write_text("config: [")
    with pytest.raises(Stop):
        beside()
    with pytest.raises(Stop):
        beside(AwsSurroundings(billing="payer").sweep)  # before it has asked AWS anything


def test_a_sweep_of_a_real_account_knows_the_neighbours_before_it_begins(beside):
    look = beside(AwsSurroundings(billing="payer").sweep, acme_eu_prod={"slug": "acme-eu"})
    assert look.__self__.listing.neighbours == Neighbours(prefixes=["acme-eu-prod"], owned=frozenset({"abc", KEY}), unread=[])


@pytest.mark.parametrize(
    ("arn", "theirs"),
    [
        ("arn:aws:s3:::acme-eu-prod-uploads", True),
        ("arn:aws:s3:::acme-prod-eu-uploads", True),
        ("arn:aws:s3:::acme-prod-uploads", False),
        ("arn:aws:s3:::acme-eu-production", False),
        ("arn:aws:s3:::made-by-hand", False),
        (f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:/aws/lambda/acme-eu-prod-sweep:*", True),
        (f"arn:aws:iam::{ACCOUNT}:role/path/acme-eu-prod-sweep", True),
        (f"arn:aws:elasticache:{HOME}:{ACCOUNT}:cluster:acme-eu-prod-cache", True),
        (f"arn:aws:sns:{HOME}:{ACCOUNT}:acme-eu-prod-costs", True),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:vpc/vpc-1", False),
    ],
)
def test_a_name_says_whose_a_thing_is_wherever_it_stands_in_the_arn(arn, theirs):
    near = Neighbours(prefixes=["acme-eu-prod", "acme-prod-eu", "acme-prod"])
    assert near.own(arn, thing_of(arn, HOME), "acme-prod") is theirs
