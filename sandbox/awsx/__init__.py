"""Components that the published `awsx` provider would build, as ordinary components: both deployers build them in a process of ours."""

from sandbox.awsx.vpc import Vpc

COMPONENTS = {"awsx:ec2:Vpc": Vpc}
"""Component class by type token: `Component(name, inputs, opts)`; its outputs are in `state`."""
