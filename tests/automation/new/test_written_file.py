"""A stack file that is written looks like those that ship, and says what it was told."""

import pytest
import yaml

from automation.stack_file import written
from tests.automation.conftest import ROOT
from tests.automation.new.initech import INITECH


def test_the_file_looks_like_those_that_ship(typed, project, no_pulumi):
    typed("new", *INITECH, "--budget", "80", "--network", "isolated", "--yes")
    assert (project / "Pulumi.initech-prod.yaml").read_text() == (
        "# Initech, prod, in the client's own account, entered through its DeploymentRole. The client pays AWS itself.\n"
        "# The external ID is a secret of this file. To set another, encrypted:\n"
        "#   pulumi config set --secret clientenv:externalId -s initech-prod\n"
        "config:\n"
        "  clientenv:client: Initech\n"
        "  clientenv:slug: initech\n"
        "  clientenv:environment: prod\n"
        "  clientenv:owner: Consultancy\n"
        "  clientenv:placement: client\n"
        '  clientenv:accountId: "333333333333"\n'
        '  clientenv:billingAccountId: "111111111111"\n'
        "  clientenv:homeRegion: us-east-1\n"
        "  clientenv:notify: [ops@example.com]\n"
        '  clientenv:monthlyBudgetUsd: "80"\n'
        "  clientenv:network:\n"
        "    mode: isolated\n"
        "    endpoints: [rekognition]\n"
        "  clientenv:billing:\n"
        "    model: perMinute\n"
        '    pricePerMinute: "0.15"\n'
    )


@pytest.mark.parametrize("stack", ["dev", "acme-prod", "globex-prod"])
def test_a_shipped_file_written_again_says_the_same(stack):
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    settings = {key.removeprefix("clientenv:"): value for key, value in config.items()}
    text = written([], settings)
    assert yaml.safe_load(text)["config"] == config
    shipped = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    assert text == shipped[shipped.index("config:") :]


@pytest.mark.parametrize(
    "text", ["no", "1e3", "012345678901", "a: b", "#x", "- x", "~", "Ünal, Söhne", "a\nb", "x #y", "{a", "'", '"', "0x1f"]
)
def test_any_text_comes_back_from_a_stack_file_as_it_went_in(text):
    settings = {"client": text, "notify": [text, "b"], "tags": {text: text}}
    read = yaml.safe_load(written([], settings))["config"]
    assert {key.removeprefix("clientenv:"): value for key, value in read.items()} == settings
