"""IAM documents about resources whose ARNs are known only once they exist."""

from collections.abc import Mapping, Sequence

import pulumi

from model.policies import PolicyDocument, Statement

Conditions = Mapping[str, Mapping[str, pulumi.Input[str]]]
"""Operator to condition key to value: `{"StringEquals": {"aws:SourceAccount": "222222222222"}}`."""


def allow(
    sid: str, *actions: str, on: Sequence[pulumi.Input[str]], only_if: Conditions | None = None, to: str | None = None
) -> pulumi.Output[Statement]:
    """What may be done, and with which ARNs: by the role that the document belongs to, or by the service `to`."""
    principals = {"Service": (to,)} if to else {}
    return pulumi.Output.all(on=[*on], only_if=only_if or {}).apply(
        lambda known: Statement(sid=sid, actions=actions, resources=known["on"], conditions=known["only_if"], principals=principals)
    )


def policy(*statements: pulumi.Input[Statement]) -> pulumi.Output[str]:
    """The statements as a document in JSON."""
    return pulumi.Output.all(*statements).apply(lambda known: PolicyDocument(statements=known).to_json())


def trust(service: str, account_id: str | None = None) -> str:
    """Lets a service take a role; with an account, only on that account's behalf where the service says on whose it acts.

    AWS documents no source account for Rekognition's stored videos, hence `IfExists`; iam:PassRole limits who can hand the role over.
    """
    on_behalf = {"StringEqualsIfExists": {"aws:SourceAccount": account_id}} if account_id else {}
    taking = Statement(sid="TakeRole", actions=("sts:AssumeRole",), principals={"Service": (service,)}, conditions=on_behalf)
    return PolicyDocument(statements=(taking,)).to_json()
