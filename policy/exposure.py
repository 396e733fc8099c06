"""Nothing is open to everybody, and nothing is reached without TLS."""

from collections.abc import Iterator, Mapping
from typing import Any

from model.data_stores import BUCKETS
from policy.encryption import BUCKET_ENCRYPTION
from policy.iam_documents import allowed, listed, said, statements
from policy.resources import Resource, Stack
from policy.rules import ResourceRule, StackRule

POLICIES = ("aws:s3/bucketPolicy:BucketPolicy",)
BLOCKS = ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",)
FOUR = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
"""Switches of a public access block; only all of them together close a bucket."""
PUBLIC_ACLS = ("authenticated-read", "public-read", "public-read-write")
EVERYBODY = ("AllUsers", "AuthenticatedUsers")
"""How the groups end that an ACL calls everybody; the second is everybody with any AWS account."""
HTTPS = ("https-only", "redirect-to-https")
PERMISSION_LIMITS = ("principalOrgId", "sourceAccount", "sourceArn")
"""What narrows a function's permission that names everybody."""


def public(resource: Resource) -> Iterator[str]:
    inputs = resource.inputs
    if resource.type in BLOCKS and (off := [each for each in FOUR if not inputs.get(each)]):
        yield f"leaves {', '.join(off)} off"
    if resource.type.startswith("aws:s3/"):
        yield from _acl(resource)
    for document in (inputs.get("policy"), inputs.get("assumeRolePolicy")):
        yield from (f"lets everybody in: {said(each)}" for each in allowed(document) if _everybody(each))
    everybody = resource.type == "aws:lambda/permission:Permission" and inputs.get("principal") == "*"
    if everybody and not any(inputs.get(each) for each in PERMISSION_LIMITS):
        yield "lets everybody call the function"


def _everybody(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    return "*" in listed(named) and not statement.get("Condition")


def _acl(resource: Resource) -> Iterator[str]:
    if resource.inputs.get("acl") in PUBLIC_ACLS:
        yield f"has the ACL {resource.inputs['acl']}"
    for grant in resource.part("accessControlPolicy").get("grants") or ():
        uri = str((grant.get("grantee") or {}).get("uri") or "")
        if uri.endswith(EVERYBODY):
            yield f"grants {grant.get('permission')} to {uri.rpartition('/')[2]}"


def without_tls(resource: Resource) -> Iterator[str]:
    if resource.type in POLICIES and not any(_denies_plain_http(each) for each in statements(resource.inputs.get("policy"))):
        yield "does not deny requests without TLS"
    if resource.type == "aws:cloudfront/distribution:Distribution":
        for behavior in (resource.part("defaultCacheBehavior"), *(resource.inputs.get("orderedCacheBehaviors") or ())):
            if behavior.get("viewerProtocolPolicy") not in HTTPS:
                yield f"serves viewers with {behavior.get('viewerProtocolPolicy')}"
        for origin in resource.inputs.get("origins") or ():
            protocol = (origin.get("customOriginConfig") or {}).get("originProtocolPolicy", "https-only")
            if protocol != "https-only":
                yield f"asks its origin {origin.get('originId')} with {protocol}"


def _denies_plain_http(statement: Mapping[str, Any]) -> bool:
    """The whole bucket and everything in it, to everybody, whatever they want to do."""
    secure = ((statement.get("Condition") or {}).get("Bool") or {}).get("aws:SecureTransport")
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    resources = [str(each) for each in listed(statement.get("Resource"))]
    return (
        statement.get("Effect") == "Deny"
        and "*" in listed(named)
        and bool({"*", "s3:*"} & {*listed(statement.get("Action"))})
        and "false" in [str(each).lower() for each in listed(secure)]
        and ("*" in resources or {each.endswith("/*") for each in resources} == {True, False})
    )


def unguarded(resource: Resource, stack: Stack) -> Iterator[str]:
    if resource.type not in BUCKETS:
        return
    names = [name for name in [resource.known("bucket")] if name]
    guards = {"encryption": BUCKET_ENCRYPTION, "public access block": BLOCKS, "policy": POLICIES}
    missing = [guard for guard, types in guards.items() if not stack.naming(resource, "bucket", types, names)]
    if missing:
        yield f"has no {' and no '.join(missing)}"


NOT_PUBLIC = ResourceRule(
    name="not-public",
    sentence="No bucket, and nothing else that has a policy, is open to everybody.",
    remedy="Name who may, or add a condition such as `aws:SourceAccount`; buckets keep all four switches of their public access block on.",
    broken_by=public,
)
TLS_ONLY = ResourceRule(
    name="tls-only",
    sentence="Buckets and web pages are reached over TLS only.",
    remedy="Put `tls_only` of `components/bucket_settings.py` into a bucket's policy; set a viewer protocol of redirect-to-https.",
    broken_by=without_tls,
)
GUARDED_BUCKETS = StackRule(
    name="guarded-buckets",
    sentence="Every bucket has its encryption, its public access block and its policy in the same stack.",
    remedy="Use `PrivateBucket`, or the parts of `components/bucket_settings.py`.",
    broken_by=unguarded,
)
