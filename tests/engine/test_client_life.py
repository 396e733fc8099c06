"""The life of a client as its operator types it: new, onboard, deploy, use, fleet, bill, destroy. Every command is its own process."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK
from sandbox.demo.clients import YOURS
from sandbox.demo.stacks import PROJECT_FOLDER
from sandbox.demo.video import VIDEO, ClientAccount, DemoStack
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.server_process import running_sandbox
from tests.engine.conftest import client
from tests.engine.inventory import inventory

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

CLIENT, STACK = "333333333333", "initech-prod"
NEW = (
    "Initech", "--placement", "client", "--account-id", CLIENT, "--billing-account-id", YOURS, "--owner", "Consultancy",
    "--notify", "ops@example.com", "--billing-model", "perMinute", "--price-per-minute", "0.15",
    "--set", "webHosting=false", "--yes",
)  # fmt: skip


class Operator:
    """Somebody at a terminal, logged in to the consultancy's account."""

    def __init__(self, sandbox: Any, folder: Any) -> None:
        self.sandbox, home = sandbox, EngineHome.prepared(folder)
        self.environment = home.environment(sandbox.endpoint, sandbox.credentials(YOURS), COLUMNS="80")
        self.folder = EngineProject.copied(PROJECT_FOLDER, home, self.environment).folder
        self.billing = EngineProject.copied(PROJECT_FOLDER / "billing", home, self.environment)

    def types(self, *words: str, code: int = 0) -> Any:
        """What `clientenv` answers, as JSON."""
        command = [sys.executable, "-m", "automation.cli", *words, "--json"]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, f"clientenv {' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def lets_billing_read(self, external_id: str) -> None:
        """`pulumi up -C billing`, and where the commands find it."""
        settings = {"stacks": [STACK], "protectData": False, "buyers": {"initech": {"address": ["4 Example Place"]}}, "clientBudgets": {}}
        secrets = {"clientenv-billing:externalIds": json.dumps({STACK: external_id})}
        payer = self.billing.stack("payer", {f"clientenv-billing:{key}": value for key, value in settings.items()}, secrets)
        payer.up()
        told = self.folder / "billing.json"
        told.write_text(json.dumps({name: each.value for name, each in payer.outputs().items()}))
        self.environment["CLIENTENV_BILLING"] = str(told)


def makes_the_account_ready(sandbox: Any, guide: Any) -> str:
    """What the client does by the guide: both stacks, and the budget. Answers with the ExternalId, which stands on the page."""
    external_id = re.findall(r"\b[0-9a-f]{48}\b", (guide / "onboarding.md").read_text())[0]
    cloudformation = client(sandbox, "cloudformation", CLIENT)
    boundary = {"ParameterKey": "BoundaryArn", "ParameterValue": f"arn:aws:iam::{CLIENT}:policy/ClientEnvironmentBoundary"}
    given = [boundary, {"ParameterKey": "ExternalId", "ParameterValue": external_id}]
    for name, file, parameters in ((BOUNDARY_STACK, "1-boundary.json", []), (ROLE_STACK, "2-role.json", given)):
        template = (guide / file).read_text()
        cloudformation.create_stack(StackName=name, TemplateBody=template, Parameters=parameters, Capabilities=["CAPABILITY_NAMED_IAM"])
    limit = {"Amount": "50", "Unit": "USD"}
    budget = {"BudgetName": "initech-account", "BudgetLimit": limit, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    client(sandbox, "budgets", CLIENT).create_budget(AccountId=CLIENT, Budget=budget)
    return external_id


def test_a_client_comes_is_served_and_billed_and_leaves_nothing_behind(tmp_path):
    with running_sandbox(tmp_path / "aws") as sandbox:
        operator = Operator(sandbox, tmp_path / "home")
        assert operator.types("new", *NEW)["external_id_stored"] is True

        operator.types("onboard", STACK, "--trusted-account-id", YOURS, "--out", str(tmp_path / "guide"))
        assert operator.types("onboard", STACK, "--verify", "--dry-run", code=3)["passed"] is False
        external_id = makes_the_account_ready(sandbox, tmp_path / "guide")
        assert operator.types("onboard", STACK, "--verify", "--dry-run")["passed"] is True
        empty = inventory(sandbox, CLIENT)

        deployed = operator.types("deploy", STACK, "--yes")
        assert deployed["done"]["created"] > 80
        again = operator.types("fleet", "preview", "--select", "initech-*")
        assert [(each["stack"], each["counts"]) for each in again["results"]] == [(STACK, {})]

        account = ClientAccount(sandbox, DemoStack(name=STACK, account_id=CLIENT, entered_by_role=True, story=""), deployed["outputs"])
        account.upload(VIDEO)
        assert [each.seconds for each in account.wait_until_metered(1, seconds=60)] == [13]

        today = datetime.now(UTC).date()
        line = {"day": today.replace(day=1).isoformat(), "account": CLIENT, "service": "Amazon S3", "product": "AmazonS3", "amount": "1.15"}
        sandbox.admin("POST", f"bills/{CLIENT}", {"lines": [line]})
        operator.lets_billing_read(external_id)
        (draft,) = operator.types("bill", "draft", f"{today:%Y-%m}")
        assert (draft["client"], draft["total"]) == ("initech", "0.03")  # 13 s x 0.15 / 60 = 0.0325; what AWS charges is the client's own

        gone = operator.types("destroy", STACK, "--with-data", "--confirm", STACK, "--copy-usage")
        assert (gone["residue"]["left_over"], gone["residue"]["proved"]) == ([], True)
        assert inventory(sandbox, CLIENT) - empty == set()
