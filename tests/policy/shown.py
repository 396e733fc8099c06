"""Resources as a rule gets them: made up for a test, or recorded from a whole program."""

from policy.resources import Resource, Stack
from tests.components.recording import Deployment


def resource(type_, name="thing", /, *, stack="acme-prod", protect=False, links=None, **inputs):
    urn = f"urn:pulumi:{stack}::clientenv::{type_}::{name}"
    return Resource(urn=urn, type=type_, name=name, inputs=inputs, protect=protect, links=links or {})


def stack_of(deployment: Deployment) -> Stack:
    return Stack(resources=tuple(shown(each) for each in deployment.registered))


def shown(each):
    return Resource(
        urn=each.urn, type=each.type, name=each.name, inputs={**each.outputs, **each.inputs}, protect=each.protect, links=each.links
    )
