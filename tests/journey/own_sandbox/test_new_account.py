"""A client that opened its AWS account today: the environment is deployed there, and what waits is told."""

import io

from rich.console import Console

from sandbox.demo import new_account
from sandbox.demo.clients import STACKS
from sandbox.demo.journey import secret_settings
from sandbox.demo.stacks import deploy
from sandbox.server_process import running_sandbox
from tests.journey.conftest import SILENT

(ACME,) = [stack for stack in STACKS if stack.name == "acme-prod"]


def test_the_environment_is_deployed_and_what_waits_is_listed_with_its_remedy(tmp_path):
    said = io.StringIO()
    with running_sandbox(tmp_path / "sandbox") as sandbox:
        new_account.make_new(sandbox)
        state = deploy(sandbox, ACME, secret_settings(sandbox, ACME, SILENT), SILENT, new_account.settings_of(ACME))
        answers = new_account.look(sandbox, state)
        new_account.print_waiting(sandbox, [(ACME, state)], Console(file=said, width=80))

    assert len(answers.silent_alarms) == 1
    assert (answers.billing_metric, answers.cost_explorer, answers.concurrency, answers.web_url) == (False, False, 10, "")
    assert len(new_account.what_waits(answers)) == 4
    assert said.getvalue().count("Remedy:") == 4
    assert "aws:cloudfront/distribution:Distribution" not in {row.type for row in state.resources.values()}
