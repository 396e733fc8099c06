"""`clientenv doctor` with the real engine: a stack that is not there yet, one that is well, a change by hand, and a lock."""

import json

import pytest

from automation.cli import run as run_command
from automation.engine.command import EngineCommand
from automation.engine.opened_stack import open_stack

pytestmark = pytest.mark.engine

STACK = "doctor-dev"
SETTINGS = """
config:
  clientenv:client: Consultancy
  clientenv:slug: doctor
  clientenv:environment: dev
  clientenv:owner: Consultancy
  clientenv:placement: own
  clientenv:accountId: "{account}"
  clientenv:homeRegion: us-east-1
  clientenv:webHosting: false
  clientenv:notify: [ops@example.com]
"""
PROGRAM = """
six = {"Client": "Consultancy", "Project": "VehicleAnalysis", "Environment": "dev", "CostCenter": "ClientBilling", "Owner": "Consultancy",
       "BillingGroup": "VehicleAnalysisClients"}
topic = aws.sns.Topic("costs", tags=six)
aws.sns.TopicSubscription("ops", topic=topic.arn, protocol="email", endpoint="ops@example.com")
aws.cloudwatch.MetricAlarm(
    "charges", namespace="AWS/Billing", metric_name="EstimatedCharges", dimensions={"Currency": "USD"}, statistic="Maximum", period=21600,
    evaluation_periods=1, threshold=50, comparison_operator="GreaterThanOrEqualToThreshold", alarm_actions=[topic.arn], tags=six,
)
aws.budgets.Budget("month", budget_type="COST", time_unit="MONTHLY", limit_amount="50", limit_unit="USD", tags=six)
"""


@pytest.fixture
def typed(project, monkeypatch, capsys):
    """Runs `clientenv doctor`, logged in to the project's account; answers with exit code, results by id, and what was found."""
    project.name = "clientenv"
    project.program(PROGRAM)
    (project.folder / f"Pulumi.{STACK}.yaml").write_text(SETTINGS.format(account=project.account_id))
    monkeypatch.chdir(project.folder)
    for name, value in project.home.environment(project.sandbox.endpoint, project.sandbox.credentials(project.account_id)).items():
        monkeypatch.setenv(name, value)

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", "doctor", STACK, "--json", *words])
        with pytest.raises(SystemExit) as ended:
            run_command()
        checks = json.loads(capsys.readouterr().out)["checks"]
        return ended.value.code or 0, {each["id"]: each["result"] for each in checks}, {each["id"]: each["found"] for each in checks}

    return run


def test_a_doctor_finds_what_is_amiss_and_changes_nothing(project, typed):
    code, results, found = typed()
    assert (code, found["stack"]) == (0, f"not known to the backend yet: clientenv deploy {STACK} makes it")
    assert results["alarms"] == results["subscriptions"] == "not tested"

    open_stack(STACK, project.folder, EngineCommand(), None, create=True).up()
    states = project.home.states / ".pulumi"
    kept = (states / f"stacks/clientenv/{STACK}.json").read_bytes()
    code, results, found = typed()
    assert code == 0, found
    assert found["stack"] == "known, 6 resources"
    assert {each for each, result in results.items() if result != "passed"} == {"subscriptions", "cost-figures", "cost-allocation-tags"}
    assert found["untagged"] == "2 carry the six, 1 cannot carry any, 1 are not listed by AWS"

    alarm = project.aws("cloudwatch").describe_alarms()["MetricAlarms"][0]["AlarmName"]
    project.aws("cloudwatch").delete_alarms(AlarmNames=[alarm])
    code, results, found = typed("--drift")
    assert (code, found["drift"], found["alarms"]) == (3, "by hand: charges deleted", f"missing: {alarm}")

    lock = states / f"locks/organization/clientenv/{STACK}/one.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(json.dumps({"pid": 7, "username": "ada", "hostname": "desk", "timestamp": "2026-11-26T11:00:00Z"}))
    code, results, found = typed()
    assert (code, found["lock"]) == (3, "locked by ada@desk (process 7), since 2026-11-26T11:00:00Z")
    assert "created by ada@desk (pid 7)" in EngineCommand().execute(["refresh", "--yes", "--stack", STACK], str(project.folder), {}).stderr
    lock.unlink()
    assert (states / f"stacks/clientenv/{STACK}.json").read_bytes() == kept
