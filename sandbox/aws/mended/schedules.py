"""EventBridge Scheduler: moto keeps a schedule's ActionAfterCompletion as it was made."""

from __future__ import annotations

import json
from typing import Any

from moto.scheduler.responses import EventBridgeSchedulerResponse

from sandbox.aws.mended.mending import Mend, Method


def _updated(original: Method) -> Method:
    def updated(self: Any) -> Any:
        answer = original(self)
        _, group, name = json.loads(answer)["ScheduleArn"].rpartition(":")[2].split("/")
        schedule = self.scheduler_backend.get_schedule(group, name)
        schedule.action_after_completion = self._get_param("ActionAfterCompletion")
        return answer

    return updated


SCHEDULES = [Mend(owner=EventBridgeSchedulerResponse, method="update_schedule", make=_updated)]
