"""IAM roles and the policies written into them."""

from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.tags import removed_tags, tag_list, tag_map


class Role(Handler):
    type = "aws:iam/role:Role"
    service = "iam"
    name_input = "name"
    supported = (
        "name",
        "path",
        "assumeRolePolicy",
        "description",
        "permissionsBoundary",
        "maxSessionDuration",
        "forceDetachPolicies",
        "tags.*",
    )
    write_only = {"forceDetachPolicies": "a promise of the program; AWS does not know it"}
    replace_on = frozenset({"name", "path"})
    defaults = {"path": "/", "maxSessionDuration": 3600, "forceDetachPolicies": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        boundary = inputs.get("permissionsBoundary")
        role = aws.create_role(
            RoleName=inputs["name"],
            Path=inputs["path"],
            AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
            Description=inputs.get("description", ""),
            MaxSessionDuration=inputs["maxSessionDuration"],
            Tags=tag_list(inputs),
            **({"PermissionsBoundary": boundary} if boundary else {}),
        )["Role"]
        return str(role["RoleName"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        role = aws.get_role(RoleName=id)["Role"]
        tags = tag_map(role.get("Tags"))
        return {
            "name": id,
            "arn": role["Arn"],
            "path": role["Path"],
            "uniqueId": role["RoleId"],
            "createDate": role["CreateDate"].isoformat(),
            "assumeRolePolicy": document_as_written(role["AssumeRolePolicyDocument"], state.get("assumeRolePolicy")),
            "description": role.get("Description", ""),
            "maxSessionDuration": role["MaxSessionDuration"],
            "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        aws.update_assume_role_policy(RoleName=id, PolicyDocument=new["assumeRolePolicy"])
        aws.update_role(RoleName=id, Description=new.get("description", ""), MaxSessionDuration=new["maxSessionDuration"])
        if new.get("permissionsBoundary"):
            aws.put_role_permissions_boundary(RoleName=id, PermissionsBoundary=new["permissionsBoundary"])
        elif old.get("permissionsBoundary"):
            aws.delete_role_permissions_boundary(RoleName=id)
        if removed := removed_tags(old, new):
            aws.untag_role(RoleName=id, TagKeys=removed)
        if new.get("tags"):
            aws.tag_role(RoleName=id, Tags=tag_list(new))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        if state.get("forceDetachPolicies"):
            for attached in [*pages(aws, "list_attached_role_policies", "AttachedPolicies", RoleName=id)]:
                aws.detach_role_policy(RoleName=id, PolicyArn=attached["PolicyArn"])
            for name in [*pages(aws, "list_role_policies", "PolicyNames", RoleName=id)]:
                aws.delete_role_policy(RoleName=id, PolicyName=name)
        aws.delete_role(RoleName=id)


class RolePolicy(Handler):
    type = "aws:iam/rolePolicy:RolePolicy"
    service = "iam"
    name_input = "name"
    longest_name = 128
    supported = ("name", "role", "policy")
    replace_on = frozenset({"name", "role"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.put_role_policy(RoleName=inputs["role"], PolicyName=inputs["name"], PolicyDocument=inputs["policy"])
        return f"{inputs['role']}:{inputs['name']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        role, name = id.split(":")
        live = aws.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        return {"name": name, "role": role, "policy": document_as_written(live, state.get("policy"))}

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        role, name = id.split(":")
        aws.delete_role_policy(RoleName=role, PolicyName=name)
