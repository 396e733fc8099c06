"""Managed IAM policies of the account's own, and which roles they are attached to."""

from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.tags import removed_tags, tag_list, tag_map

MOST_VERSIONS = 5
"""Versions of one managed policy that AWS keeps (IAM quotas)."""


class Policy(Handler):
    type = "aws:iam/policy:Policy"
    service = "iam"
    name_input = "name"
    longest_name = 128
    supported = ("name", "path", "description", "policy", "tags.*")
    replace_on = frozenset({"name", "path", "description"})
    defaults = {"path": "/"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        policy = aws.create_policy(
            PolicyName=inputs["name"],
            Path=inputs["path"],
            Description=inputs.get("description", ""),
            PolicyDocument=inputs["policy"],
            Tags=tag_list(inputs),
        )["Policy"]
        return str(policy["Arn"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        policy = aws.get_policy(PolicyArn=id)["Policy"]
        version = aws.get_policy_version(PolicyArn=id, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        tags = tag_map(policy.get("Tags"))
        return {
            "arn": id,
            "name": policy["PolicyName"],
            "path": policy["Path"],
            "policyId": policy["PolicyId"],
            "description": policy.get("Description", ""),
            "attachmentCount": policy["AttachmentCount"],
            "policy": document_as_written(version["Document"], state.get("policy")),
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        make_room_for_a_version(aws, id)
        aws.create_policy_version(PolicyArn=id, PolicyDocument=new["policy"], SetAsDefault=True)
        if removed := removed_tags(old, new):
            aws.untag_policy(PolicyArn=id, TagKeys=removed)
        if new.get("tags"):
            aws.tag_policy(PolicyArn=id, Tags=tag_list(new))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        for version in spare_versions(aws, id):
            aws.delete_policy_version(PolicyArn=id, VersionId=version)
        aws.delete_policy(PolicyArn=id)


def make_room_for_a_version(aws: BaseClient, policy: str) -> None:
    spare = spare_versions(aws, policy)
    if len(spare) + 1 >= MOST_VERSIONS:
        aws.delete_policy_version(PolicyArn=policy, VersionId=spare[0])


def spare_versions(aws: BaseClient, policy: str) -> list[str]:
    """Ids of all versions but the one in force, oldest first."""
    versions = pages(aws, "list_policy_versions", "Versions", PolicyArn=policy)
    return sorted((each["VersionId"] for each in versions if not each["IsDefaultVersion"]), key=lambda id: int(id[1:]))


class RolePolicyAttachment(Handler):
    type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    service = "iam"
    supported = ("role", "policyArn")
    replace_on = frozenset({"role", "policyArn"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
        return f"{inputs['role']}/{inputs['policyArn']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        role, arn = id.split("/", 1)
        attached = pages(aws, "list_attached_role_policies", "AttachedPolicies", RoleName=role)
        return {"role": role, "policyArn": arn} if any(each["PolicyArn"] == arn for each in attached) else None

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        role, arn = id.split("/", 1)
        aws.detach_role_policy(RoleName=role, PolicyArn=arn)
