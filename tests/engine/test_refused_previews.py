"""Programs that a preview refuses, each in one line. All are previewed side by side: after an error the engine waits for seconds."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.engine.project import EngineProject
from sandbox.engine.side_by_side import side_by_side
from sandbox.engine.stack import EngineFailed
from tests.engine.client_account import deployment_role, entering
from tests.engine.conftest import SmallProject, small_project

pytestmark = pytest.mark.engine

CLIENT = "300000000777"
BUCKET = 'aws.s3.Bucket("uploads")'
PINNED = f'client = aws.Provider("client", region="us-east-1", allowed_account_ids=["{CLIENT}"])'
DEFAULT_TAGS = 'odd = aws.Provider("odd", region="us-east-1", default_tags={"tags": {"a": "b"}})'
PROGRAMS = {
    "input": 'aws.s3.Bucket("uploads", acceleration_status="Enabled")',
    "type": 'aws.ec2.Instance("box", ami="ami-1", instance_type="t3.micro")',
    "setting of the provider": f'{DEFAULT_TAGS}\naws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(provider=odd))',
    "input of awsx": 'import pulumi_awsx as awsx\nawsx.ec2.Vpc("net", ipv4_netmask_length=20, subnet_strategy="Auto")',
    "missing resource": 'aws.s3.Bucket.get("uploads", "never-made")',
    "wrong external id": entering(CLIENT),
    "wrong account": f'{PINNED}\naws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(provider=client))',
    "sandbox that has ended": BUCKET,
}


@dataclass(frozen=True)
class Refused:
    project: SmallProject
    errors: tuple[str, ...]
    """What the engine says; empty when it refuses nothing."""
    left: dict[str, list[str]] = field(default_factory=dict)
    """What there is in the project's account afterwards."""

    @property
    def line(self) -> str:
        (line,) = self.errors
        return line


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory, home: Any, sandbox: Any) -> dict[str, Refused]:
    projects = {name: small_project(tmp_path_factory.mktemp("refused"), home, sandbox).program(source) for name, source in PROGRAMS.items()}

    def stack_of(name: str) -> Any:
        project = projects[name]
        if name == "sandbox that has ended":
            nobody = home.environment("http://127.0.0.1:9", {"AccessKeyId": "a", "SecretAccessKey": "b"})
            return EngineProject.copied(project.folder, home, nobody).stack("dev")
        return project.stack(secrets={f"{project.name}:externalId": "guessed"} if name == "wrong external id" else None)

    def preview(name: str) -> Refused:
        errors: tuple[str, ...] = ()
        try:
            stack_of(name).preview()
        except EngineFailed as failed:
            errors = failed.outcome.errors
        return Refused(projects[name], errors, projects[name].left())

    with deployment_role(projects["wrong external id"], CLIENT):
        return dict(zip(PROGRAMS, side_by_side([lambda name=name: preview(name) for name in PROGRAMS]), strict=True))


def test_an_input_that_the_sandbox_does_not_have_stops_the_preview_with_type_and_property(refused):
    assert "uploads" in refused["input"].line
    assert "aws:s3/bucket:Bucket: the sandbox does not support accelerationStatus" in refused["input"].line


def test_a_type_without_handler_and_a_setting_of_the_provider_are_named(refused):
    assert "the sandbox has no handler for aws:ec2/instance:Instance" in refused["type"].line
    assert "the sandbox's provider does not support defaultTags" in refused["setting of the provider"].line


def test_an_input_of_awsx_that_the_sandbox_does_not_have_stops_the_preview_in_one_line(refused):
    told = refused["input of awsx"].line.rpartition("problem: ")[2]
    assert told == "awsx:ec2:Vpc: the sandbox does not support ipv4NetmaskLength"


def test_what_does_not_exist_cannot_be_read_and_is_named(refused):
    assert "never-made" in refused["missing resource"].line


def test_a_wrong_external_id_stops_the_preview(refused):
    assert any("AccessDenied" in line for line in refused["wrong external id"].errors)


def test_a_wrong_account_stops_the_preview_and_nothing_was_made(refused):
    found = refused["wrong account"]
    told = f"belongs in account {CLIENT}, but these credentials are for {found.project.account_id}"
    assert any(told in line for line in found.errors)
    assert {name: each.left for name, each in refused.items() if each.left} == {}


def test_a_sandbox_that_has_ended_is_told_in_one_line(refused):
    assert "the sandbox's AWS no longer answers" in refused["sandbox that has ended"].line
