import json

from billing.infra.outputs import BillingOutputs
from model.policies import PolicyDocument, Statement, Use, problems
from tests.billing.infra.recording import whole
from tests.billing.infra.stacks import PAYER
from tests.components.recording import value_of

USES = {"aws:iam/rolePolicy:RolePolicy": Use.IDENTITY}


def as_document(parsed):
    return PolicyDocument(
        statements=tuple(
            Statement(
                sid=each["Sid"],
                actions=each["Action"],
                resources=each.get("Resource", ()),
                principals={"*": ("*",)} if each.get("Principal") == "*" else each.get("Principal", {}),
                conditions=each.get("Condition", {}),
                effect=each["Effect"],
            )
            for each in parsed["Statement"]
        )
    )


def test_every_document_is_lawful_and_as_narrow_as_it_can_be():
    wrong = []
    for each, name, parsed in whole().documents():
        use = Use.TRUST if name == "assumeRolePolicy" else USES.get(each.type, Use.RESOURCE)
        wrong += [f"{each.name}: {text}" for text in problems(as_document(parsed), use)]
    assert len(whole().documents()) >= 10
    assert wrong == []


def test_everything_that_can_carry_tags_says_that_it_is_internal():
    untagged = [each.urn for each in whole().registered if "tags" in each.inputs and each.inputs["tags"].get("Client") != "internal"]
    tagged = [each for each in whole().registered if each.inputs.get("tags", {}).get("Client") == "internal"]
    assert untagged == []
    assert len(tagged) > 25
    assert {each.inputs["tags"]["Owner"] for each in tagged} == {"Meyer Co."}


def test_everything_goes_through_the_one_provider_which_can_reach_the_payer_alone():
    provider = whole().one("pulumi:providers:aws")
    assert json.loads(provider.inputs["allowedAccountIds"]) == [PAYER]
    assert "assumeRoles" not in provider.inputs
    strangers = [each.urn for each in whole().registered if each.type.startswith("aws:") and provider.urn not in each.provider]
    assert strangers == []


def test_what_belongs_to_the_bill_is_in_us_east_1_and_all_else_where_the_settings_say():
    deployment = whole(region="eu-central-1")
    there = {each.name for each in deployment.of("aws:s3/bucket:Bucket") if each.inputs.get("region") == "us-east-1"}
    assert there == {"billing-costs", "billing-catalog-results"}
    settings = [each for each in deployment.registered if each.type.startswith("aws:s3/bucket") and each.name in there]
    assert len(settings) >= 10
    assert {each.inputs.get("region") for each in settings} == {"us-east-1"}
    regional = [*deployment.of("aws:glue/catalogTable:CatalogTable"), *deployment.of("aws:athena/workgroup:Workgroup")]
    assert {each.inputs["region"] for each in regional} == {"us-east-1"}
    assert deployment.one("pulumi:providers:aws").inputs["region"] == "eu-central-1"


def test_what_cannot_be_made_again_is_protected():
    kept = {each.name for each in whole().registered if each.protect}
    assert {"billing", "billing-ledger", "billing-reports", "billing-signing", "acme-prod", "acme-prod-first-seen"} <= kept
    assert [each.name for each in whole(protect_data=False).registered if each.protect] == []


def test_the_stack_says_what_commands_need():
    said = value_of(whole().billing.outputs().as_exports())
    told = BillingOutputs.from_outputs(said)
    assert (told.payer_account_id, told.stacks) == (PAYER, ["acme-prod", "dev", "globex-prod"])
    assert told.public_key == "public half of billing-signing-0a1b2c3"
    assert told.export_data == "s3://billing-costs-0a1b2c3/cur/billing-costs/data/"
    assert [name for name, value in said.items() if value is None] == []


def test_protecting_data_later_replaces_neither_the_report_bucket_nor_the_ledger():
    bare, protected = whole(protect_data=False), whole(protect_data=True)
    for type_, name in (("aws:s3/bucket:Bucket", "billing-reports"), ("aws:dynamodb/table:Table", "billing-ledger")):
        before, after = bare.one(type_, name).inputs, protected.one(type_, name).inputs
        changed = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
        assert changed <= {"forceDestroy", "deletionProtectionEnabled"}, "all that AWS changes in place"
    assert protected.one("aws:s3/bucket:Bucket", "billing-reports").inputs["objectLockEnabled"] is True
