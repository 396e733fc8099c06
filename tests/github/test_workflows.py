"""The workflows and the dev container that ship. They do not run here, so what can be read in them is checked."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from automation.fleet import app as fleet_commands

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LOGGING_IN = ("preview", "deploy", "fleet")
"""Workflows that reach AWS."""
PINNED = re.compile(r"(?P<action>[\w.-]+/[\w.-]+)@(?P<commit>[0-9a-f]{40})  # (?P<release>v\d+\.\d+\.\d+)")
LONG_LIVED = re.compile(r"access.?key|secret.?key|passphrase\b.*\$\{\{|access_token|\bsecrets\.", re.IGNORECASE)
"""What a stored key would be called, and how a workflow would read it."""


def text_of(name):
    return (ROOT / ".github" / "workflows" / f"{name}.yml").read_text()


def workflow(name):
    found = yaml.safe_load(text_of(name))
    found["on"] = found.pop(True)  # YAML 1.1 takes the word for a truth value
    return found


def steps_of(name):
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


def using(name, action):
    return [step["with"] for step in steps_of(name) if step.get("uses", "").startswith(f"{action}@")]


def test_every_workflow_is_looked_at_here():
    assert {path.stem for path in WORKFLOWS} == {"check", *LOGGING_IN}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_says_what_its_token_may_and_when_its_jobs_end(path):
    found = workflow(path.stem)
    assert all(job["timeout-minutes"] <= 60 for job in found["jobs"].values())
    assert found["permissions"] == {"contents": "read"}  # what a job needs beyond it, the job says


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_named_by_its_commit_with_its_release_beside_it(path):
    """A tag can be moved to other code, which would run beside a token that logs in to AWS."""
    used = [line.split("uses:")[1].strip() for line in path.read_text().splitlines() if "uses:" in line]

    assert len(used) == sum("uses" in step for step in steps_of(path.stem))
    assert [each for each in used if not PINNED.fullmatch(each)] == []


def test_an_action_has_one_commit_in_all_workflows():
    found = {
        PINNED.fullmatch(line.split("uses:")[1].strip()) for path in WORKFLOWS for line in path.read_text().splitlines() if "uses:" in line
    }
    commits = {(each["action"], each["commit"], each["release"]) for each in found}

    assert len({action for action, *_ in commits}) == len(commits) == 5


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_workflow_makes_is_in_the_makefile(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = {target for step in steps_of(path.stem) for target in re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))}
    assert used
    assert used <= targets


@pytest.mark.parametrize("name", LOGGING_IN)
def test_credentials_come_by_oidc_and_no_key_is_stored(name):
    jobs = workflow(name)["jobs"].values()
    assert all(job["permissions"]["id-token"] == "write" and job["environment"] for job in jobs)
    logins = using(name, "aws-actions/configure-aws-credentials")
    assert len(logins) == len(jobs)
    assert all(set(login) == {"role-to-assume", "role-session-name", "aws-region"} for login in logins)
    lines = [line for line in text_of(name).splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if LONG_LIVED.search(line)] == []
    assert not re.search(r"\b\d{12}\b|AKIA", text_of(name))


@pytest.mark.parametrize(
    "line",
    [
        "aws-access-key-id: x",
        "AWS_SECRET_ACCESS_KEY: x",
        "token: ${{ secrets.ANY }}",
        "PULUMI_ACCESS_TOKEN: x",
        "PULUMI_CONFIG_PASSPHRASE: ${{ vars.IT }}",
    ],
)
def test_a_stored_key_would_be_seen(line):
    assert LONG_LIVED.search(line)


def test_what_a_job_may_is_not_said_where_it_logs_in_nowhere():
    assert not any("permissions" in job for job in workflow("check")["jobs"].values())


def test_the_policy_pack_is_asked_about_a_pull_request():
    (pulumi,) = using("preview", "pulumi/actions")
    assert (pulumi["command"], pulumi["policyPacks"]) == ("preview", "policy")
    assert (ROOT / pulumi["policyPacks"] / "PulumiPolicy.yaml").is_file()


def run_of(job):
    """The command of the job that works on a stack."""
    (step,) = (step for step in workflow("deploy")["jobs"][job]["steps"] if "clientenv" in step.get("run", ""))
    return step


def test_a_stack_is_deployed_by_clientenv_which_guards_it_and_not_by_the_engine_alone():
    """The state's account, agreement to losing data, policy pack, audit record and files of the page are that command's."""
    run = run_of("deploy")["run"]
    assert 'timeout --signal INT 48m .venv/bin/clientenv deploy "$STACK" --yes --json' in run
    assert "--confirm" not in text_of("deploy").replace("clientenv deploy STACK --confirm STACK", "")  # no machine agrees to losing data
    assert run_of("deploy")["shell"] == "bash"  # with pipefail: `tee` must not hide how it ended
    assert not any("command" in step.get("with", {}) for step in steps_of("deploy") if step.get("uses", "").startswith("pulumi/actions@"))


def test_reviewers_see_the_plan_before_they_agree():
    jobs = workflow("deploy")["jobs"]
    assert jobs["deploy"]["needs"] == "plan"
    assert jobs["plan"]["strategy"] == jobs["deploy"]["strategy"]
    assert 'clientenv preview "$STACK"' in run_of("plan")["run"]
    assert "GITHUB_STEP_SUMMARY" in run_of("plan")["run"]
    assert jobs["plan"]["environment"] == "plan"  # without the reviewers of the stack's own
    assert "!cancelled()" in jobs["deploy"]["if"]


def test_a_plan_is_made_with_a_role_that_deploys_nothing():
    planning, deploying = (login["role-to-assume"] for login in using("deploy", "aws-actions/configure-aws-credentials"))
    assert (planning, deploying) == ("${{ vars.PREVIEW_ROLE }}", "${{ vars.DEPLOY_ROLE }}")


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (3, 3)])
def test_a_plan_is_in_the_summary_and_the_job_ends_as_the_preview_did(tmp_path, code, ends):
    (tmp_path / ".venv/bin").mkdir(parents=True)
    played = tmp_path / ".venv/bin/clientenv"
    played.write_text(f'#!/bin/sh\necho "the plan of $2" >&2\nexit {code}\n')
    played.chmod(0o755)
    given = {"STACK": "acme-prod", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "PATH": os.environ["PATH"]}

    ended = subprocess.run(
        ["bash", "-e", "-c", run_of("plan")["run"]], cwd=tmp_path, env=given, capture_output=True, text=True, check=False
    )

    assert ended.returncode == ends
    assert (tmp_path / "summary.md").read_text() == "## acme-prod\n```text\nthe plan of acme-prod\n```\n"


def test_what_somebody_types_reaches_the_shell_of_a_deployment_as_a_variable():
    assert [step["run"] for step in steps_of("deploy") if "${{" in step.get("run", "")] == []


def test_a_preview_comments_on_pull_requests_of_this_repository_alone():
    found = workflow("preview")
    assert set(found["on"]) == {"pull_request"}  # never pull_request_target: it would run a stranger's code with rights
    assert found["jobs"]["preview"]["permissions"]["pull-requests"] == "write"
    assert using("preview", "pulumi/actions")[0]["comment-on-pr"] is True
    assert "head.repo.full_name == github.repository" in found["jobs"]["preview"]["if"]


def test_a_stack_is_deployed_by_one_job_at_a_time_which_nobody_cuts_off():
    job = workflow("deploy")["jobs"]["deploy"]
    assert job["concurrency"] == {"group": "deploy-${{ matrix.stack }}", "cancel-in-progress": False}
    assert job["environment"] == "${{ matrix.stack }}"
    assert job["timeout-minutes"] < 60  # a role entered from a role is open for an hour


def test_a_fleet_starts_when_its_canary_is_done_or_there_is_none_and_one_shard_does_not_stop_another():
    jobs = workflow("fleet")["jobs"]
    assert jobs["shards"]["needs"] == "canary"
    assert """contains(fromJSON('["success", "skipped"]'), needs.canary.result)""" in jobs["shards"]["if"]
    assert "!cancelled()" in jobs["shards"]["if"]  # without it a canary that was skipped would skip the shards too
    assert jobs["shards"]["strategy"] == {"fail-fast": False, "matrix": {"shard": """${{ fromJSON(vars.SHARDS || '["1/1"]') }}"""}}
    assert all(job["environment"] == "fleet" and job["timeout-minutes"] < 60 for job in jobs.values())
    assert workflow("fleet")["concurrency"]["cancel-in-progress"] is False


def test_a_fleet_by_night_only_looks():
    found = workflow("fleet")
    assert "schedule" in found["on"]
    assert found["env"]["OPERATION"] == "${{ inputs.operation || 'drift' }}"
    commands = [step["run"] for step in steps_of("fleet") if "clientenv fleet" in step.get("run", "")]
    assert len(commands) == 2
    assert all('if [ "$OPERATION" = up ]; then words+=(--yes); fi' in command for command in commands)


def test_what_somebody_types_reaches_the_shell_of_a_fleet_as_a_variable_and_not_as_a_command():
    assert [step["run"] for step in steps_of("fleet") if "${{" in step.get("run", "")] == []


def test_the_options_that_the_fleets_workflow_types_exist():
    typed = "\n".join(step["run"] for step in steps_of("fleet") if "words" in step.get("run", "")).replace(
        "timeout --foreground --signal", ""
    )
    options = set(re.findall(r"(?<![\w-])--[a-z-]+", typed))
    assert len(options) == 5
    for name in workflow("fleet")["on"]["workflow_dispatch"]["inputs"]["operation"]["options"]:
        known = {word for each in get_command(fleet_commands).commands[name].params for word in each.opts}
        assert options - ({"--yes"} if name != "up" else set()) <= known


def test_the_dev_container_has_a_python_that_the_project_takes_and_sets_it_up():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    minor = int(container["image"].rpartition(":3.")[2])
    assert minor >= int(re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())[1])
    assert container["postCreateCommand"] == "make setup"
