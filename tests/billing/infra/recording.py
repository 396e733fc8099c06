"""A recorded deployment of billing: client stacks answer with what they would say, AWS with what it would make up."""

import json
from datetime import date
from functools import cache

from pulumi.runtime import settings as runtime
from pulumi.runtime.proto import resource_pb2

from billing.infra.billing_stack import BillingStack, BillingStackArgs
from billing.infra.internal import internal_tags
from billing.settings import BillingSettings, Seller
from components.tagging import tag_everything
from sandbox import wire
from tests.billing.infra.stacks import PAYER, outputs_of
from tests.components.recording import Deployment, NoMocks

STACKS = ("dev", "acme-prod", "globex-prod")
MEMBER = "333333333333"
TODAY = date(2026, 11, 25)


class Asked(NoMocks):
    """Answers the provider's functions."""

    def __init__(self, rows):
        self.rows = rows

    def call(self, args):
        if args.token == "aws:kms/getPublicKey:getPublicKey":
            return {"publicKeyPem": f"public half of {args.args['keyId']}"}
        if args.token == "aws:dynamodb/getTableItem:getTableItem":
            return {"item": json.dumps(self.rows[json.loads(args.args["key"])["sk"]["S"]])}
        return super().call(args)


class BillingDeployment(Deployment):
    """Records what billing's program registers. `outputs` are those of other stacks, `rows` those of the ledger's register."""

    def __init__(self, outputs=None, rows=None, **more):
        super().__init__(project="clientenv-billing", stack="payer", **more)
        self.outputs_of_stacks = {stack: outputs_of(stack) for stack in STACKS} if outputs is None else outputs
        self.mocks = Asked(rows or {})
        self.references = []

    def deploy(self, program):
        """As on a backend that knows no organizations."""

        def within():
            runtime.SETTINGS.organization = "organization"
            return program()

        return super().deploy(within)

    def ReadResource(self, request):  # noqa: N802
        assert request.type == "pulumi:pulumi:StackReference"
        self.references.append(request.id)
        outputs = self.outputs_of_stacks[request.id.rpartition("/")[2]]
        urn = self.urn(request.parent, request.type, request.name)
        answer = {"name": request.id, "outputs": outputs, "secretOutputNames": []}
        return resource_pb2.ReadResourceResponse(urn=urn, properties=wire.to_struct(answer))

    def items(self):
        """Rows that are written, by the name of the resource."""
        return {each.name: json.loads(each.inputs["item"]) for each in self.of("aws:dynamodb/tableItem:TableItem")}


def settings(**more):
    usual = {
        "payer_account_id": PAYER,
        "stacks": STACKS,
        "seller": Seller(name="Meyer & Co."),
        "notify": ("ops@example.com",),
        "client_budgets": {"Globex": 100},
        "member_accounts": {MEMBER: 200},
    }
    return BillingSettings(**{**usual, **more})


def whole(**more):
    """All of billing, deployed once for all tests that only look at it; `deployment.billing` is the component."""
    usual = settings()
    return _deployed(**{name: value for name, value in more.items() if value != getattr(usual, name)})


@cache
def _deployed(**more):
    deployment, told = BillingDeployment(), settings(**more)

    def program():
        tag_everything(internal_tags(told))
        return BillingStack("billing", BillingStackArgs(settings=told, today=TODAY))

    deployment.billing = deployment.deploy(program)
    return deployment
