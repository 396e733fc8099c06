"""Billing: its settings and the client stacks' outputs in, its resources in the payer's account out."""

import sys
from datetime import UTC, datetime
from pathlib import Path

# Pulumi puts this folder on the path, where `import domain` would be a second `billing.domain` with classes of its own.
sys.path[:] = [each for each in sys.path if Path(each or ".").resolve() != Path(__file__).resolve().parent]

import pulumi  # noqa: E402

from billing.infra.billing_stack import BillingStack, BillingStackArgs  # noqa: E402
from billing.infra.internal import internal_tags  # noqa: E402
from billing.infra.project_settings import billing_settings  # noqa: E402
from components.tagging import tag_everything  # noqa: E402

settings = billing_settings()
tag_everything(internal_tags(settings))
billing = BillingStack("billing", BillingStackArgs(settings=settings, today=datetime.now(UTC).date()))

for name, value in billing.outputs().as_exports().items():
    pulumi.export(name, value)
