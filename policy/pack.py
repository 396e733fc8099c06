"""The rules as the engine asks them.

During a preview some values are not known yet: whatever hangs on one is asked again when it is, in `up`, before the resource is made.
"""

from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from policy.resources import Resource, Stack
from policy.rules import Finding, Level, Rule, StackRule, asked

NAME = "clientenv"
LEVELS = {Level.MANDATORY: EnforcementLevel.MANDATORY, Level.ADVISORY: EnforcementLevel.ADVISORY}


def policy_pack(rules: Sequence[Rule]) -> PolicyPack:
    """Registers the rules with the engine that started this process."""
    return PolicyPack(name=NAME, enforcement_level=EnforcementLevel.MANDATORY, policies=[policy_of(rule) for rule in rules])


def policy_of(rule: Rule) -> Policy:
    def on_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
        for finding in _known(rule, resource_of(args), Stack(resources=())):
            report(finding.message, args.urn)

    def on_stack(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack(resources=tuple(resource_of(each, links_of(each)) for each in args.resources))
        for resource in stack.resources:
            for finding in _known(rule, resource, stack):
                report(finding.message, resource.urn)

    level = LEVELS[rule.level]
    if isinstance(rule, StackRule):
        return StackValidationPolicy(name=rule.name, description=rule.sentence, validate=on_stack, enforcement_level=level)
    return ResourceValidationPolicy(name=rule.name, description=rule.sentence, validate=on_resource, enforcement_level=level)


def resource_of(args: ResourceValidationArgs | PolicyResource, links: Mapping[str, frozenset[str]] | None = None) -> Resource:
    return Resource(
        urn=args.urn, type=args.resource_type, name=args.name, inputs=args.props, protect=bool(args.opts.protect), links=links or {}
    )


def links_of(resource: PolicyResource) -> dict[str, frozenset[str]]:
    return {name: frozenset(each.urn for each in found) for name, found in resource.property_dependencies.items()}


def _known(rule: Rule, resource: Resource, stack: Stack) -> Iterator[Finding]:
    """What can be said with the values that are known; the engine's own way is a warning for each that is not."""
    try:
        yield from asked(rule, resource, stack)
    except UnknownValueError:
        return
