"""Type tokens of all components, in one list: two components with one token would be one type to Pulumi."""

CLIENT_ENVIRONMENT = "clientenv:index:ClientEnvironment"
PRIVATE_BUCKET = "clientenv:index:PrivateBucket"

COMPONENT_TYPES = frozenset({CLIENT_ENVIRONMENT, PRIVATE_BUCKET})
