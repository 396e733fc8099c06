import json

import pytest

from tests.engine.client_account import EXTERNAL_ID, deployment_role, entering

pytestmark = pytest.mark.engine

CLIENT = "300000000888"
OUTPUTS = """
pulumi.export("account", aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=client)).account_id)
pulumi.export("host", bucket.bucket_regional_domain_name)
"""


def test_a_clients_account_is_entered_by_its_role_and_refreshed_and_destroyed_through_it(project):
    with deployment_role(project, CLIENT):
        stack = project.program(entering(CLIENT) + OUTPUTS).stack(secrets={f"{project.name}:externalId": EXTERNAL_ID})
        stack.up()

        outputs = stack.outputs()
        assert outputs["account"].value == CLIENT
        assert outputs["host"].value.endswith(".s3.eu-central-1.amazonaws.com")
        assert "buckets" not in project.left()
        assert len(project.left(CLIENT)["buckets"]) == 1
        assert EXTERNAL_ID not in json.dumps(stack.state())
        assert stack.refresh().changed == {}
        stack.destroy()
        assert project.left(CLIENT) == {"roles": ["DeploymentRole"]}
