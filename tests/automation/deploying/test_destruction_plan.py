"""What a destruction takes and what it leaves: from the state and the settings alone."""

from types import SimpleNamespace

import pytest

from automation.deploying.destruction_plan import destruction_plan
from components.component_types import BILLING_READER, COST_TOPIC, USAGE_TABLE, WEB_HOSTING

ENV = "clientenv:index:ClientEnvironment"
BUCKET, TABLE, KEY, QUEUE = "aws:s3/bucket:Bucket", "aws:dynamodb/table:Table", "aws:kms/key:Key", "aws:sqs/queue:Queue"
ROLE, POLICY, ACCESS = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy", "aws:s3/bucketPolicy:BucketPolicy"


def urn(type_, name, *parents):
    return f"urn:pulumi:prod::clientenv::{'$'.join([ENV, *parents, type_])}::{name}"


STACK = "urn:pulumi:prod::clientenv::pulumi:pulumi:Stack::clientenv-prod"
ROOT = f"urn:pulumi:prod::clientenv::{ENV}::acme-prod"
PROVIDER = urn("pulumi:providers:aws", "acme-prod")
READER = urn(BILLING_READER, "reader")
U = SimpleNamespace(
    key=urn(KEY, "key"),
    usage=urn(TABLE, "usage", USAGE_TABLE),
    videos=urn(TABLE, "videos"),
    uploads=urn(BUCKET, "uploads"),
    access=urn(ACCESS, "uploads", BUCKET),
    results=urn(BUCKET, "results"),
    queue=urn(QUEUE, "work"),
    role=urn(ROLE, "reader", BILLING_READER),
    policy=urn(POLICY, "reader", BILLING_READER),
    costs=urn(KEY, "costs", COST_TOPIC),
    web=urn(BUCKET, "web", WEB_HOSTING),
    page=urn("aws:s3/bucketObjectv2:BucketObjectv2", "index", WEB_HOSTING, BUCKET),
)
DATA = {U.key, U.usage, U.videos, U.uploads, U.results}
READING = {U.role, U.policy}
AROUND = {STACK, ROOT, PROVIDER, READER}
EVERYTHING = set(vars(U).values()) | AROUND


def state(protected=(), without=(), at_aws=None):
    """An environment; `at_aws`: whether the program has DynamoDB protect its tables too."""
    at_aws = bool(protected) if at_aws is None else at_aws
    hangs_on = {U.usage: [U.key], U.uploads: [U.key], U.policy: [U.role, U.usage, U.results], U.page: [U.web], U.access: [U.uploads]}
    rows = [{"urn": STACK, "type": "pulumi:pulumi:Stack"}, {"urn": ROOT, "type": ENV, "parent": STACK}]
    rows += [{"urn": PROVIDER, "type": "pulumi:providers:aws", "parent": ROOT}, {"urn": READER, "type": BILLING_READER, "parent": ROOT}]
    for each in vars(U).values():
        parent = U.uploads if each == U.access else READER if each in READING else ROOT
        row = {"urn": each, "type": each.split("::")[2].split("$")[-1], "parent": parent, "provider": f"{PROVIDER}::uuid", "outputs": {}}
        inputs = {"deletionProtectionEnabled": at_aws} if row["type"] == TABLE else {}
        rows.append({**row, "id": each[-4:], "inputs": inputs, "dependencies": hangs_on.get(each, []), "protect": each in protected})
    return {"resources": [row for row in rows if row["urn"] not in without]}


def planned(state, *, protect_data=True, with_data=False):
    plan = destruction_plan("acme-prod", "222222222222", state, protect_data=protect_data, with_data=with_data)
    urns = {row["urn"] for row in state["resources"]}
    assert set(plan.first) | set(plan.second) | set(plan.stays) == urns
    assert len(plan.first) + len(plan.second) + len(plan.stays) == len(urns)
    return plan


def test_what_is_protected_stays_with_what_it_needs_and_with_what_billing_reads_it_by():
    plan = planned(state(protected=DATA | {U.access}))
    assert plan.stays == DATA | {U.access} | READING | AROUND
    assert (set(plan.first), plan.second) == ({U.queue, U.costs, U.web, U.page}, set())
    assert set(plan.to_protect) == READING
    assert plan.plan.losing == []


def test_data_stays_where_the_setting_says_so_although_the_state_does_not_protect_it_yet():
    plan = planned(state())
    assert plan.stays >= DATA
    assert set(plan.to_protect) >= DATA


def test_what_the_state_protects_stays_although_the_setting_was_turned_off_without_an_up():
    plan = planned(state(protected=DATA), protect_data=False)
    assert plan.stays >= DATA


def test_with_data_everything_goes_and_the_data_last():
    plan = planned(state(protected=DATA), with_data=True)
    assert plan.stays == set()
    assert set(plan.first) == {U.queue, U.costs, U.web, U.page, U.access}
    assert set(plan.second) == DATA | READING | AROUND
    assert set(plan.to_unprotect) == DATA | READING
    assert {change.urn for change in plan.plan.losing} == DATA


def test_with_data_what_the_state_does_not_protect_yet_waits_for_the_usage_too():
    plan = planned(state(), with_data=True)
    assert set(plan.second) >= DATA
    assert set(plan.to_protect) >= DATA


def test_without_protection_all_goes_but_what_tells_the_usage_goes_last():
    plan = planned(state(), protect_data=False)
    assert plan.stays == set()
    assert set(plan.second) == {U.key, U.usage, U.results} | READING | AROUND
    assert set(plan.to_protect) == set(plan.to_unprotect) == {U.usage} | READING


def test_a_run_that_was_killed_goes_on_although_the_usage_table_is_still_held():
    held = state(protected={U.usage} | READING, without={U.queue, U.costs, U.web, U.page, U.uploads, U.access, U.videos}, at_aws=False)
    plan = planned(held, protect_data=False)
    assert plan.stays == set()
    assert set(plan.first) == set()
    assert set(plan.to_unprotect) == {U.usage} | READING


def test_a_reader_that_outlived_its_table_is_let_go():
    plan = planned(state(protected=READING, without={U.usage}), protect_data=False)
    assert plan.stays == set()
    assert set(plan.to_unprotect) == READING


@pytest.mark.parametrize("protected", [DATA, ()])
def test_the_web_page_and_the_key_of_cost_messages_hold_no_data_and_go(protected):
    assert {U.web, U.costs} <= set(planned(state(protected=protected)).first)


def test_the_same_command_again_has_nothing_left_to_do():
    rest = DATA | READING | AROUND
    plan = planned(state(protected=DATA | READING, without=EVERYTHING - rest))
    assert (set(plan.first), plan.second, plan.to_protect) == (set(), set(), [])


@pytest.mark.parametrize("with_data", [False, True])
def test_the_hash_of_the_plan_tells_a_destruction_with_data_from_one_without(with_data):
    one, other = planned(state(protected=DATA), with_data=with_data), planned(state(protected=DATA), with_data=not with_data)
    assert one.plan.sha256 != other.plan.sha256


def test_of_an_empty_state_nothing_is_to_go():
    plan = planned({"resources": []})
    assert (plan.plan.changes, plan.usage_table, plan.reader_role) == ((), None, None)


def test_the_usage_table_and_the_role_that_reads_it_are_found():
    plan = planned(state())
    assert plan.usage_table["urn"] == U.usage
    assert plan.reader_role["urn"] == U.role
