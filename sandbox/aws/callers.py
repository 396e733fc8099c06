"""Which principal a signature belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.aws import moto_inside
from sandbox.aws.errors import AwsError, Protocol
from sandbox.aws.signature import Signature

GATE = "sandbox.amazonaws.com"
"""Principal of the calls that the gate makes for its own purposes."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The principal that makes a call."""

    arn: str
    """`arn:aws:iam::<account>:user/<name>`, `arn:aws:sts::<account>:assumed-role/<role>/<session>`, or a service's name."""
    account: str
    """Account that the principal belongs to, 12 digits."""
    role_arn: str = ""
    """The role behind an assumed-role session, else empty."""
    is_service: bool = False
    """Whether the sandbox itself calls, as an AWS service (the pump, Rekognition). Only a trust policy can refuse a service."""
    source_arn: str = ""
    """For a service: the resource on whose behalf it calls (aws:SourceArn)."""

    @property
    def is_session(self) -> bool:
        """Whether these are a role's temporary credentials."""
        return bool(self.role_arn)


def caller_of(signature: Signature, protocol: Protocol, now: datetime) -> Caller:
    """The principal behind `signature`.

    Raises AwsError, coded as AWS does in `protocol`, for a key that no account knows, an inactive one, a wrong session token, and a
    session that has ended.
    """
    found = moto_inside.access_key(signature.key_id)
    if found is None:
        raise _unknown_key(protocol)
    account, key = found
    if key.user_name:
        if key.status != "Active" or signature.token:
            raise _unknown_key(protocol)
        return Caller(arn=moto_inside.user_arn(account, key.user_name), account=account)
    session = moto_inside.session_of(account, signature.key_id)
    if session is None or session.session_token != signature.token:
        raise _unknown_key(protocol)
    if moto_inside.expiry_of(session) <= now:
        raise _expired(protocol)
    return Caller(arn=session.arn, account=account, role_arn=session.role_arn)


def _unknown_key(protocol: Protocol) -> AwsError:
    text = "The security token included in the request is invalid."
    if protocol is Protocol.S3:
        return AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403)
    if protocol is Protocol.EC2:
        return AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    if protocol in (Protocol.JSON, Protocol.REST_JSON):
        return AwsError("UnrecognizedClientException", text, 400 if protocol is Protocol.JSON else 403)
    return AwsError("InvalidClientTokenId", text, 403)


def _expired(protocol: Protocol) -> AwsError:
    if protocol is Protocol.S3:
        return AwsError("ExpiredToken", "The provided token has expired.", 400)
    text = "The security token included in the request is expired"
    if protocol in (Protocol.JSON, Protocol.REST_JSON):
        return AwsError("ExpiredTokenException", text, 400 if protocol is Protocol.JSON else 403)
    return AwsError("ExpiredToken", text, 403)
