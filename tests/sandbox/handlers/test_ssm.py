from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource

PARAMETER = "aws:ssm/parameter:Parameter"


def overwrite(aws, it):
    aws.put_parameter(
        Name=it["id"],
        Type="SecureString",
        Value="another",
        Description="another",
        AllowedPattern="a.*",
        KeyId="alias/another",
        Tier="Advanced",
        Overwrite=True,
    )


class TestParameters(HandlerContract):
    cases = (
        Case(
            PARAMETER,
            inputs=lambda cloud: {
                "name": f"/clientenv/{cloud.name('acme-prod')}",
                "type": "String",
                "value": "open",
                "description": "what acme-prod says",
                "allowedPattern": "o.*",
                "dataType": "text",
                "tier": "Standard",
                "overwrite": False,
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("type", "SecureString", overwrite),
                Drift("value", "another", overwrite),
                Drift("description", "another", overwrite),
                Drift("allowedPattern", "a.*", overwrite),
                Drift(
                    "tags.*",
                    {"Client": "Acme"},
                    lambda aws, it: aws.remove_tags_from_resource(ResourceType="Parameter", ResourceId=it["id"], TagKeys=["Project"]),
                ),
            ),
            required=("type", "value"),
        ),
        Case(
            PARAMETER,
            inputs=lambda cloud: {"type": "SecureString", "value": "s3cret", "keyId": cloud.key(), "tier": "Standard"},
            drifts=(Drift("keyId", "alias/another", overwrite), Drift("tier", "Advanced", overwrite)),
            computed=("keyId", "tier"),
            note="encrypted",
        ),
    )


def test_an_existing_parameter_is_taken_over_only_where_the_program_says_so(cloud):
    name = f"/clientenv/{cloud.name('shared')}"
    cloud.client("ssm").put_parameter(Name=name, Type="String", Value="theirs")
    takes_over = Case(
        PARAMETER,
        inputs=lambda cloud: {"name": name, "type": "String", "value": "ours", "overwrite": True, "tags": {"Client": "Acme"}},
    )
    made = Resource(takes_over, cloud)
    assert (made.state["value"], made.state["version"], made.state["tags"]) == ("ours", 2, {"Client": "Acme"})
