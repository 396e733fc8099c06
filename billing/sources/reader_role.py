"""How billing enters an environment: through the role that it keeps for that, which reads its usage and takes its statements and documents.

Where the environment's account is not the operator's, the role asks for an ExternalId. It is in no output, because outputs are not secret:
billing has its own copy, encrypted, under `externalIds.<stack>` of its stack file.
"""

from dataclasses import dataclass, field

import boto3
from botocore.exceptions import ClientError

SESSION = "clientenv-billing"
"""Session name: what the environment's CloudTrail shows."""
SHORTEST_SESSION = 900
"""Seconds; the least that STS gives."""


@dataclass(frozen=True, kw_only=True)
class ReaderRole:
    """The role of one environment; from its outputs, but for the ExternalId."""

    stack: str
    arn: str
    external_id: str | None = field(default=None, repr=False)
    """Needed where the account is not the operator's."""

    def session(self, own: boto3.Session, region: str) -> boto3.Session:
        """A session of the role, a quarter of an hour long; `own` is billing's. Raises ClientError where AWS refuses it."""
        identity = {"RoleArn": self.arn, "RoleSessionName": SESSION, "DurationSeconds": SHORTEST_SESSION}
        if self.external_id:
            identity["ExternalId"] = self.external_id
        credentials = own.client("sts", region_name=region).assume_role(**identity)["Credentials"]
        return boto3.Session(
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
            region_name=region,
        )

    def refusal(self, error: ClientError, remedy: str) -> str:
        """What AWS has refused and what to do about it. `remedy` is for what the role was to do; the role itself has its own."""
        code = error.response.get("Error", {}).get("Code", "")
        where = f"{self.stack}: {error.operation_name} through {self.arn} was refused ({code})."
        return f"{where} {self._remedy() if error.operation_name == 'AssumeRole' else remedy}"

    def _remedy(self) -> str:
        with_id = "with the ExternalId that is set" if self.external_id else "without an ExternalId"
        return (
            f"It was asked {with_id}. If the account is not yours, set its ExternalId for billing:\n"
            f"  pulumi config set -C billing --path --secret clientenv-billing:externalIds.{self.stack}\n"
            "If it is right, the environment's billingAccountId is not the account in which this runs."
        )
