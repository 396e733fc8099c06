"""A look through an account after a destruction: what its state had and what is listed of it, asked until nothing is left or time is up."""

from types import SimpleNamespace

from botocore.exceptions import ClientError

from automation.aws import residue as asking
from automation.aws.residue_listing import Listing
from automation.deploying.residue import Thing, thing_of
from automation.deploying.residue_kinds import QUEUE
from tests.automation.aws.leftovers import ACCOUNT, HOME, sweep_of

PARTS = {
    "vpc": "vpc", "subnet": "subnet", "security-group": "sg", "security-group-rule": "sgr", "route-table": "rtb", "internet-gateway": "igw",
    "network-interface": "eni", "natgateway": "nat", "vpc-endpoint": "vpce", "elastic-ip": "eipalloc",
}  # fmt: skip
"""Of a network, as ARNs and ids call them."""


def test_what_the_state_still_has_is_kept(sweep, table):
    residue = sweep([table], [table])
    assert ([each.thing for each in residue.kept], residue.left_over) == ([table], [])


def test_what_is_still_listed_by_its_tags_but_gone_is_no_residue(sweep, session, monkeypatch):
    arns = [f"arn:aws:dynamodb:{HOME}:{ACCOUNT}:table/acme-prod-late", f"arn:aws:sqs:{HOME}:{ACCOUNT}:acme-prod-late"]
    monkeypatch.setattr(Listing, "_tagged", lambda self, region, *_: (thing_of(arn, region) for arn in arns))
    residue = sweep()
    assert (residue.left_over, residue.not_asked) == ([], ())


def test_a_network_that_is_gone_but_still_listed_by_its_tags_is_no_residue(sweep, monkeypatch):
    arns = [f"arn:aws:ec2:{HOME}:{ACCOUNT}:{part}/{short}-0123456789abcdef0" for part, short in PARTS.items()]
    arns.append(f"arn:aws:lambda:{HOME}:{ACCOUNT}:event-source-mapping:11111111-2222-3333-4444-555555555555")
    monkeypatch.setattr(Listing, "_tagged", lambda self, *_: (thing_of(arn, HOME) for arn in arns))
    residue = sweep()
    assert (residue.left_over, residue.not_asked) == ([], ())


def test_what_aws_refuses_to_say_is_told_and_proves_nothing():
    def refuse(**_):
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "Any")

    refusing = SimpleNamespace(get_paginator=lambda call: SimpleNamespace(paginate=refuse), get_queue_url=refuse, list_backups=refuse)
    looked = sweep_of(SimpleNamespace(client=lambda service, region_name: refusing))
    residue = looked.residue([Thing(type=QUEUE, id="acme-prod-work", region=HOME)], [])
    assert not residue.is_proved
    assert len(residue.not_asked) == 10  # tags, alarms, log groups and backups in two regions, dashboards, the queue
    assert all("not you" in line for line in residue.not_asked)


def test_what_is_shown_for_a_while_after_it_is_deleted_is_looked_at_again(session, monkeypatch):
    waited, sqs = [], session.client("sqs", region_name=HOME)
    late, kept = (Thing(type=QUEUE, id=f"acme-prod-{name}", region=HOME) for name in ("late", "kept"))
    urls = [sqs.create_queue(QueueName=each.id)["QueueUrl"] for each in (late, kept)]

    def meanwhile(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            sqs.delete_queue(QueueUrl=urls[0])

    monkeypatch.setattr(asking, "sleep", meanwhile)
    residue = sweep_of(session, patience=(5, 10, 20)).residue([late, kept], [kept])
    sqs.delete_queue(QueueUrl=urls[1])
    assert (waited, residue.left_over, [each.thing for each in residue.kept]) == ([5, 10], [], [kept])
