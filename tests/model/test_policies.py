import json

import pytest

from model.policies import NAMELESS, Effect, PolicyDocument, Statement, Use, actions, bill_arns, problems
from tests.model.iam_catalogue import arn_patterns, matching

READ = Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::acme-prod-uploads/*",))
PUBLISH = Statement(
    sid="Publish",
    actions=("sns:Publish",),
    resources=("arn:aws:sns:us-east-1:111111111111:t",),
    principals={"Service": ("events.amazonaws.com",)},
)
ASSUME = Statement(sid="Assume", actions=("sts:AssumeRole",), principals={"Service": ("lambda.amazonaws.com",)})


def changed(statement, **changes):
    return PolicyDocument(statements=(Statement(**{**vars(statement), **changes}),))


def test_document_in_the_spelling_of_iam():
    document = PolicyDocument(
        statements=(
            READ,
            Statement(
                sid="TlsOnly",
                effect=Effect.DENY,
                actions=("s3:*",),
                resources=("arn:aws:s3:::b",),
                principals={"*": ("*",)},
                conditions={"Bool": {"aws:SecureTransport": "false"}},
            ),
            PUBLISH,
        )
    )

    assert json.loads(document.to_json()) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::acme-prod-uploads/*"]},
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["s3:*"],
                "Resource": ["arn:aws:s3:::b"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Sid": "Publish",
                "Effect": "Allow",
                "Principal": {"Service": ["events.amazonaws.com"]},
                "Action": ["sns:Publish"],
                "Resource": ["arn:aws:sns:us-east-1:111111111111:t"],
            },
        ],
    }


def test_size_counts_no_white_space():
    spaced = changed(READ, resources=("arn:aws:s3:::a b",))

    assert spaced.size == changed(READ, resources=("arn:aws:s3:::ab",)).size
    assert spaced.size == len(spaced.to_json()) - 1


def test_several_actions_of_one_service():
    assert actions("s3", "GetObject PutObject") == ("s3:GetObject", "s3:PutObject")


@pytest.mark.parametrize(("statement", "use"), [(READ, Use.IDENTITY), (PUBLISH, Use.RESOURCE), (ASSUME, Use.TRUST)])
def test_narrow_statement_has_no_problem_where_it_belongs(statement, use):
    assert problems(changed(statement), use) == []


@pytest.mark.parametrize(
    ("statement", "use", "found"),
    [
        (READ, Use.TRUST, ["Read: a trust policy names no resource", "Read: no principal"]),
        (READ, Use.RESOURCE, ["Read: no principal"]),
        (PUBLISH, Use.IDENTITY, ["Publish: a role's own policy names no principal"]),
        (ASSUME, Use.RESOURCE, ["Assume: no resource"]),
    ],
)
def test_statement_with_the_parts_of_another_use_is_a_problem(statement, use, found):
    assert problems(changed(statement), use) == found


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"actions": ("*",)}, "* allows every action"),
        ({"actions": ("s3:*",)}, "s3:* allows every action"),
        ({"actions": ()}, "no action"),
        ({"actions": ("GetObject",)}, "GetObject is no action"),
        ({"resources": ()}, "no resource"),
        ({"resources": ("*",)}, "s3:GetObject on * where a resource can be named"),
        ({"resources": ("*",), "actions": ("s3:Get*",)}, "s3:Get* on * where a resource can be named"),
        ({"resources": ("arn:aws:s3:::*",)}, "arn:aws:s3:::* is everything that the service has"),
        ({"resources": ("arn:aws:s3:::*/*",)}, "arn:aws:s3:::*/* is everything that the service has"),
        ({"resources": ("acme-prod-uploads",)}, "acme-prod-uploads is no ARN"),
        ({"sid": "read it"}, "a Sid has letters and digits only"),
        ({"principals": {"AWS": ("111111111111",)}}, "a role's own policy names no principal"),
    ],
)
def test_too_broad_or_malformed_statement_is_a_problem(changes, problem):
    found = problems(changed(READ, **changes))

    assert [text.split(": ", 1)[1] for text in found] == [problem]


def test_forbidding_may_be_broad():
    assert problems(changed(READ, effect=Effect.DENY, actions=("s3:*",), resources=("*",))) == []


@pytest.mark.parametrize("everyone", [{"*": ("*",)}, {"AWS": ("*",)}])
def test_everyone_needs_a_condition(everyone):
    assert problems(changed(PUBLISH, principals=everyone), Use.RESOURCE) == ["Publish: everyone may, without a condition"]
    assert problems(changed(PUBLISH, principals=everyone, conditions={"StringEquals": {"aws:SourceAccount": "1"}}), Use.RESOURCE) == []


def test_two_statements_of_one_name_are_a_problem():
    assert problems(PolicyDocument(statements=(READ, READ))) == ["Read is the name of two statements"]


def test_names_that_stand_twice_are_told_once_and_in_their_order():
    statements = [Statement(**{**vars(READ), "sid": sid}) for sid in ("Z", "A", "Z", "A", "Z", "B")]

    assert problems(PolicyDocument(statements=statements)) == ["A is the name of two statements", "Z is the name of two statements"]


@pytest.mark.parametrize("action", sorted(NAMELESS))
def test_action_that_may_stand_on_a_star_exists(action):
    assert matching(action)


IN_PLACE_OF_AN_INTERFACE = {
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
}


def test_bill_of_an_account_is_asked_of_its_primary_view_and_of_the_operation():
    assert bill_arns("111111111111") == (
        "arn:aws:billing::111111111111:billingview/primary",
        "arn:aws:ce:us-east-1:111111111111:/GetCostAndUsage",
    )


@pytest.mark.parametrize("action", sorted(NAMELESS - IN_PLACE_OF_AN_INTERFACE - {"ec2:Describe*"}))
def test_action_that_may_stand_on_a_star_can_name_no_resource(action):
    service = action.split(":")[0]

    assert [arn_patterns(service, name) for name in matching(action)] == [[]]
