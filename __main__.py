"""One client environment: this stack's settings in, its resources out."""

import pulumi

from components.client_environment import ClientEnvironment
from components.stack_settings import stack_settings
from components.tagging import tag_everything

settings = stack_settings()
tag_everything(settings.tags)
environment = ClientEnvironment(settings.prefix, settings)

for name, value in environment.outputs().as_exports().items():
    pulumi.export(name, value)
