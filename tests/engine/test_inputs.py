import pytest

from sandbox.engine.difference import DEFAULTED
from sandbox.engine.inputs import Naming, checked_inputs, live_inputs
from sandbox.handlers.handler import Handler, UnsupportedInput, handler_of
from sandbox.wire import UNKNOWN

BUCKET = handler_of("aws:s3/bucket:Bucket")
VERSIONING = handler_of("aws:s3/bucketVersioning:BucketVersioning")
PUBLIC_ACCESS = handler_of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
SEED = Naming(seed="0123456789abcdef")


class Sealed(Handler):
    """A type of which AWS gives back only a part."""

    supported = ("name", "password", "users[].name", "users[].password", "settings.size", "settings.token", "settings.days", "tags.*")
    computed = ("settings.days",)
    write_only = dict.fromkeys(("password", "users[].password", "settings.token"), "AWS keeps it to itself")


def test_a_name_is_made_up_from_the_logical_one_and_noted():
    checked = checked_inputs(BUCKET, "Uploads", {}, {}, SEED)

    assert checked == {"bucket": "uploads-0123456", DEFAULTED: ["bucket"]}


def test_a_made_up_name_stays_with_the_resource():
    old = {"bucket": "uploads-fffffff", DEFAULTED: ["bucket"]}

    assert checked_inputs(BUCKET, "uploads", {}, old, SEED)["bucket"] == "uploads-fffffff"


def test_a_name_that_the_program_no_longer_gives_is_replaced_by_a_made_up_one():
    assert checked_inputs(BUCKET, "uploads", {}, {"bucket": "given", DEFAULTED: []}, SEED)["bucket"] == "uploads-0123456"


def test_an_imported_resource_keeps_its_name():
    assert checked_inputs(BUCKET, "uploads", {}, {"bucket": "imported"}, SEED)["bucket"] == "imported"


def test_a_given_name_is_taken_as_it_is():
    assert checked_inputs(BUCKET, "uploads", {"bucket": "mine"}, {}, SEED) == {"bucket": "mine", DEFAULTED: []}


@pytest.mark.parametrize(("mode", "name"), [("propose", "acme-uploads"), ("enforce", "Acme-Uploads")])
def test_the_stacks_own_naming_is_followed(mode, name):
    naming = Naming(seed="01", proposed="Acme-Uploads", mode=mode)

    assert checked_inputs(BUCKET, "uploads", {}, {}, naming)["bucket"] == name


def test_naming_that_is_switched_off_asks_for_a_name():
    with pytest.raises(UnsupportedInput, match="must give `bucket`"):
        checked_inputs(BUCKET, "uploads", {}, {}, Naming(seed="01", mode="disable"))


def test_defaults_are_filled_in():
    assert checked_inputs(PUBLIC_ACCESS, "x", {"bucket": "a", "blockPublicAcls": True}, {}, SEED) == {
        "bucket": "a",
        "blockPublicAcls": True,
        "blockPublicPolicy": False,
        "ignorePublicAcls": False,
        "restrictPublicBuckets": False,
        DEFAULTED: [],
    }


def test_what_is_unknown_until_the_deployment_stays_unknown():
    assert checked_inputs(BUCKET, "x", {"bucket": UNKNOWN, "tags": {"a": UNKNOWN}}, {}, SEED) == {
        "bucket": UNKNOWN,
        "tags": {"a": UNKNOWN},
        DEFAULTED: [],
    }
    whole = {"bucket": "a", "versioningConfiguration": UNKNOWN}
    assert checked_inputs(VERSIONING, "x", whole, {}, SEED) == {**whole, DEFAULTED: []}


def test_an_input_that_the_sandbox_does_not_have_is_named():
    with pytest.raises(UnsupportedInput, match="aws:s3/bucket:Bucket: the sandbox does not support accelerationStatus, corsRules"):
        checked_inputs(BUCKET, "x", {"accelerationStatus": "Enabled", "corsRules": [{"id": UNKNOWN, "maxAge": 1}]}, {}, SEED)


def test_a_refresh_takes_the_live_values_of_the_known_inputs():
    live = {"name": "b", "arn": "arn:aws:x", "settings": {"size": 2}, "tags": {}}

    assert live_inputs(Sealed(), {"name": "a", "settings": {"size": 1}}, live) == {"name": "b", "settings": {"size": 2}}


def test_tags_that_somebody_added_are_found_though_the_program_has_none():
    assert live_inputs(Sealed(), {"name": "a"}, {"name": "a", "tags": {"by": "hand"}}) == {"name": "a", "tags": {"by": "hand"}}


def test_what_was_taken_away_by_hand_is_missed():
    assert live_inputs(Sealed(), {"name": "a", "settings": {"size": 1}}, {"name": "a", "settings": None}) == {"name": "a"}


def test_what_aws_does_not_give_back_stays_as_the_program_has_it():
    known = {
        "password": "p",
        "users": [{"name": "ann", "password": "q"}],
        "settings": {"size": 1, "token": "t"},
    }
    live = {"users": [{"name": "bob"}], "settings": {"size": 1}}

    assert live_inputs(Sealed(), known, live) == {**known, "users": [{"name": "bob", "password": "q"}]}


def test_what_aws_chose_itself_is_no_drift_unless_the_program_chooses_too():
    live = {"settings": {"size": 1, "days": 35}}

    assert live_inputs(Sealed(), {"settings": {"size": 1}}, live) == {"settings": {"size": 1}}
    assert live_inputs(Sealed(), {"settings": {"size": 1, "days": 7}}, live) == live


@pytest.mark.parametrize("zero", [False, 0, "", [], {"prefix": ""}])
def test_a_part_that_is_off_or_empty_is_no_drift_where_the_program_leaves_it_out(zero):
    assert live_inputs(Sealed(), {"settings": {"size": 1}}, {"settings": {"size": 1, "more": zero}}) == {"settings": {"size": 1}}
    assert live_inputs(Sealed(), {"settings": {"size": 1}}, {"settings": {"size": 0}}) == {"settings": {"size": 0}}


def test_a_part_that_somebody_added_is_a_drift():
    live = {"settings": {"size": 1, "more": True}}

    assert live_inputs(Sealed(), {"settings": {"size": 1}}, live) == live


def test_a_policy_that_means_the_same_stays_as_the_program_wrote_it():
    policy = handler_of("aws:s3/bucketPolicy:BucketPolicy")
    known = {"bucket": "a", "policy": '{"Version":"2012-10-17"}'}

    assert live_inputs(policy, known, {"bucket": "a", "policy": '{ "Version": "2012-10-17" }'}) == known


def test_an_import_finds_every_input_that_has_a_value():
    live = {"bucket": "a", "arn": "arn:aws:s3:::a", "tags": {"Client": "Acme"}, "tagsAll": {"Client": "Acme"}}

    assert live_inputs(BUCKET, {}, live) == {**BUCKET.defaults, "bucket": "a", "tags": {"Client": "Acme"}}
