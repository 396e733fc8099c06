"""Bucket policies: kept by the gate, never by moto, whose own check refuses every put under a TLS-only policy."""

from __future__ import annotations

import json
from dataclasses import dataclass

from botocore.exceptions import ClientError
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.policy_document import Decision, MalformedPolicy, Question, Statement, decide, read_policy
from sandbox.aws.principals import check_principals
from sandbox.aws.public_access import is_public, public_access_block
from sandbox.aws.request import AwsRequest
from sandbox.aws.s3_actions import context_of


@dataclass(frozen=True, kw_only=True)
class BucketPolicy:
    """One bucket's policy."""

    text: str
    """The document as it was put."""
    statements: tuple[Statement, ...]
    """The same, read."""

    @property
    def public(self) -> bool:
        """Whether it grants something to everybody."""
        return is_public(self.statements)


class BucketPolicies:
    """The policies of all buckets, by bucket name."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        self._policies: dict[str, BucketPolicy] = {}
        gate.stand_in("s3", "PutBucketPolicy", self._put)
        gate.stand_in("s3", "GetBucketPolicy", self._get)
        gate.stand_in("s3", "DeleteBucketPolicy", self._delete)
        gate.stand_in("s3", "GetBucketPolicyStatus", self._status)
        gate.on(self._forget_with_bucket)

    def decide(self, request: AwsRequest, bucket: str, owner: str, action: str, resource: str) -> Decision:
        """What the bucket's policy says about a call; SILENT without one."""
        policy = self._policies.get(bucket)
        if policy is None:
            return Decision.SILENT
        question = Question(caller=request.caller, action=action, resource=resource, context=context_of(request))
        decision = decide(policy.statements, question)
        if decision is Decision.ALLOW and request.caller.account != owner and policy.public and self._restricted(bucket, owner):
            return Decision.SILENT
        return decision

    def _restricted(self, bucket: str, owner: str) -> bool:
        return public_access_block(self._clients.client("s3", owner), bucket).restrict_buckets

    def _put(self, request: AwsRequest, _: Forward) -> Response:
        self._must_exist(request)
        text = request.body.decode("utf-8", "replace")
        try:
            statements = read_policy(text, with_resource=True)
            self._check(statements, request)
        except MalformedPolicy as error:
            raise AwsError("MalformedPolicy", str(error)) from None
        policy = BucketPolicy(text=text, statements=statements)
        s3 = self._clients.client("s3", request.account)
        if policy.public and public_access_block(s3, request.bucket).block_policy:
            raise AwsError(
                "AccessDenied",
                f"User: {request.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "
                f'"arn:aws:s3:::{request.bucket}" because public policies are prevented by the BlockPublicPolicy setting in '
                "S3 Block Public Access.",
                403,
            )
        self._policies[request.bucket] = policy
        return Response(status=204)

    def _check(self, statements: tuple[Statement, ...], request: AwsRequest) -> None:
        arn = f"arn:aws:s3:::{request.bucket}"
        for statement in statements:
            if not all(action == "*" or action.lower().startswith("s3:") for action in statement.actions):
                raise MalformedPolicy("Policy has invalid action")
            if not all(resource == arn or resource.startswith(f"{arn}/") for resource in statement.resources):
                raise MalformedPolicy("Policy has invalid resource")
        check_principals(statements, self._clients)

    def _get(self, request: AwsRequest, _: Forward) -> Response:
        return Response(self._of(request).text, mimetype="application/json")

    def _status(self, request: AwsRequest, _: Forward) -> Response:
        public = json.dumps(self._of(request).public)
        return Response(f"<PolicyStatus><IsPublic>{public}</IsPublic></PolicyStatus>", mimetype="application/xml")

    def _delete(self, request: AwsRequest, _: Forward) -> Response:
        self._must_exist(request)
        self._policies.pop(request.bucket, None)
        return Response(status=204)

    def _of(self, request: AwsRequest) -> BucketPolicy:
        self._must_exist(request)
        policy = self._policies.get(request.bucket)
        if policy is None:
            raise AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404)
        return policy

    def _must_exist(self, request: AwsRequest) -> None:
        try:
            self._clients.client("s3", request.account).head_bucket(Bucket=request.bucket)
        except ClientError:
            raise AwsError("NoSuchBucket", "The specified bucket does not exist", 404) from None

    def _forget_with_bucket(self, request: AwsRequest, _: Response) -> None:
        if (request.service, request.action) == ("s3", "DeleteBucket"):
            self._policies.pop(request.bucket, None)
