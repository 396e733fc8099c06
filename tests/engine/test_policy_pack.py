"""The policy pack as the engine runs it: once over a program that breaks rules, once over the shipped one."""

import re

import pytest

from sandbox.demo.clients import STACKS
from sandbox.demo.stacks import PROJECT_FOLDER
from sandbox.engine import demo_stacks
from sandbox.engine.stack import EngineFailed

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

PACK = PROJECT_FOLDER / "policy"
CARELESS = """
    pinned = pulumi.ResourceOptions(provider=aws.Provider("mine", region="us-east-1", allowed_account_ids=["{account}"]))
    aws.s3.Bucket("uploads", opts=pinned)
    aws.sqs.Queue("videos", tags={{"Client": "acme"}}, opts=pinned)
    everything = json.dumps({{"Statement": [{{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}}]}})
    aws.iam.RolePolicy("everything", role="somebody", policy=everything, opts=pinned)
    aws.sns.Topic("elsewhere")
"""


def broken(text):
    """Rule and resource of every finding that the engine shows; the default provider without its version."""
    found = re.findall(r"\[(?:mandatory|advisory)\]\s+([\w-]+)\s+\(\S+ (\S+)\)", text)
    return {(rule, re.sub(r"^(default)_[\d_]+$", r"\1", name)) for rule, name in found}


def test_a_careless_program_is_stopped_with_every_finding_before_anything_is_made(project):
    stack = project.program(CARELESS.format(account=project.account_id)).stack("acme-prod")
    with pytest.raises(EngineFailed) as stopped:
        stack.preview(policy_pack=PACK)
    text = stopped.value.outcome.text
    assert broken(text) == {
        ("six-tags", "uploads"),
        ("guarded-buckets", "uploads"),
        ("no-accidental-deletion", "uploads"),
        ("six-tags", "videos"),
        ("encrypted", "videos"),
        ("no-double-wildcard", "everything"),
        ("six-tags", "elsewhere"),
        ("encrypted", "elsewhere"),
        ("pinned-account", "default"),
    }
    assert "Every resource that can carry tags carries the six cost allocation tags." in text
    assert "videos has no tag Project, Environment, CostCenter, Owner, BillingGroup. Call `tag_everything` before" in text
    assert project.left() == {}


def test_the_shipped_program_passes_and_what_is_not_known_yet_makes_no_noise(sandbox):
    (globex,) = [stack for stack in STACKS if stack.name == "globex-prod"]
    previewed = demo_stacks.engine_stack(sandbox, globex).preview(policy_pack=PACK)
    assert "Policy Packs run:" in previewed.text
    assert (broken(previewed.text), previewed.warnings) == (set(), ())
    assert previewed.changes["create"] > 90
