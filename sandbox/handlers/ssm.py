"""Parameters of the parameter store."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tagging import Tagging

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceType: 'Parameter', ResourceId: of}",
    found="TagList",
    add_call="add_tags_to_resource {ResourceType: 'Parameter', ResourceId: of, Tags: list}",
    remove_call="remove_tags_from_resource {ResourceType: 'Parameter', ResourceId: of, TagKeys: removed}",
)
VALUE = Spelling("name", "type", "value", "version", "dataType", arn="ARN")
DETAILS = Spelling("description", "keyId", "allowedPattern", "tier")


class Parameter(Handler):
    type = "aws:ssm/parameter:Parameter"
    service = "ssm"
    name_input = "name"
    longest_name = 1011
    supported = ("name", "type", "value", "description", "keyId", "allowedPattern", "dataType", "tier", "overwrite", "tags.*")
    write_only = {"overwrite": "a promise of the program; AWS does not know it"}
    replace_on = frozenset({"name", "dataType"})
    defaults = {"overwrite": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        self._put(aws, inputs, Overwrite=inputs["overwrite"])
        TAGS.update(aws, inputs["name"], {}, inputs)  # tags and Overwrite do not go together in one call
        return str(inputs["name"])

    def _put(self, aws: BaseClient, inputs: Properties, **more: Any) -> None:
        """Text that is not given is emptied; a key goes with a SecureString only."""
        values = {"description": "", "allowedPattern": "", **{key: value for key, value in inputs.items() if value is not None}}
        if inputs["type"] != "SecureString":
            values.pop("keyId", None)
        value = {parameter: each for parameter, each in VALUE.to_aws(values).items() if parameter not in ("ARN", "Version")}
        aws.put_parameter(**value, **DETAILS.to_aws(values), **more)

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        parameter = aws.get_parameter(Name=id, WithDecryption=True)["Parameter"]
        name_is = {"Key": "Name", "Option": "Equals", "Values": [id]}
        [details] = aws.describe_parameters(ParameterFilters=[name_is])["Parameters"]
        return {**VALUE.to_pulumi(parameter), **DETAILS.to_pulumi(details), **TAGS.read(aws, id)}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        self._put(aws, new, Overwrite=True)
        TAGS.update(aws, id, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_parameter(Name=id)
