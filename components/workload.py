"""What an environment asks of the solution that it runs, so that another solution can take its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi
import pulumi_aws as aws

from components.function import Function
from components.meter import Meter
from components.metric_alarm import Watch
from components.surroundings import Surroundings
from components.usage_table import UsageTable


@dataclass(frozen=True, kw_only=True)
class WorkloadArgs:
    """What a solution is given."""

    surroundings: Surroundings
    """Settings, key and network of the environment."""
    usage: UsageTable
    """Where it writes what it has metered; billing reads it."""


class Workload(Protocol):
    """What outputs, alarms and hand-over need to know of a solution. A component that has these attributes is one."""

    @property
    def uploads_bucket(self) -> pulumi.Output[str]:
        """Name of the bucket that the client's data comes in by."""

    @property
    def results_bucket(self) -> pulumi.Output[str]:
        """Name of the bucket that the client's results are in."""

    @property
    def functions(self) -> Mapping[str, Function]:
        """Its functions by name."""

    @property
    def queues(self) -> Mapping[str, aws.sqs.Queue]:
        """Its work queues by name; nothing stays in one of them for long."""

    @property
    def dead_letters(self) -> Mapping[str, aws.sqs.Queue]:
        """Its dead-letter queues by what they belong to; anything in one of them wants a person."""

    @property
    def watches(self) -> Sequence[Watch]:
        """Its own metrics that want a person."""

    @property
    def meter(self) -> Meter:
        """What it meters, as CloudWatch sees it."""


class MakeWorkload(Protocol):
    """How a solution is made: its component's class, or a function like it."""

    def __call__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> Workload: ...
