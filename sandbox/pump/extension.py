"""Attaches functions and the pump to a sandbox: `--extension sandbox.pump.extension`, or `start_in_thread(extensions=[extend])`.

Admin paths (all `/_sandbox/...`):
- `GET pump` says whether all is quiet and what is under way; `GET pump?wait=20` waits up to 20 s for quiet first.
- `GET deliveries` lists what became of every event; `GET deliveries?outcome=failed` only those with one outcome.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.emulation import Emulation
from sandbox.aws.put_events import PutEvent
from sandbox.aws.rekognition.jobs import JobStatus
from sandbox.aws.request import AwsRequest
from sandbox.aws.s3_objects import ObjectCreated, ObjectDeleted
from sandbox.functions.asynchronous import AsynchronousEvents
from sandbox.functions.fleet import FleetSettings
from sandbox.functions.functions import Functions
from sandbox.functions.invoke_api import InvokeApi
from sandbox.pump.buses import Buses
from sandbox.pump.deliveries import Deliveries
from sandbox.pump.ended_events import EndedEvents
from sandbox.pump.envelopes import created_event, deleted_event, put_event
from sandbox.pump.mappings import Mappings
from sandbox.pump.notices import parcel_of
from sandbox.pump.pump import Pump
from sandbox.pump.queue_order import QueueOrder
from sandbox.pump.rule_checks import RuleChecks
from sandbox.pump.schedules import Schedules
from sandbox.pump.settings import PumpSettings
from sandbox.pump.targets import Targets
from sandbox.pump.timetables import Timetables
from sandbox.pump.topics import Topics, hand_over_publications

WAKING = frozenset({"sqs", "lambda", "events", "scheduler"})
"""Services whose calls may give the pump something to do."""
SCHEDULING = frozenset({"events", "scheduler"})
"""Services whose calls may make a schedule."""


def extend(aws: Emulation) -> None:
    """Attaches; the environment variables SANDBOX_HURRY and SANDBOX_CATCH_UP set `hurry` and `catch_up` of `PumpSettings`."""
    told = {"hurry": os.environ.get("SANDBOX_HURRY"), "catch_up": os.environ.get("SANDBOX_CATCH_UP")}
    defaults = PumpSettings()
    attach(aws, PumpSettings(hurry=float(told["hurry"] or defaults.hurry), catch_up=int(told["catch_up"] or defaults.catch_up)))


def attach(aws: Emulation, settings: PumpSettings) -> Pump:
    """Attaches and starts; everything ends with the sandbox."""
    folder = aws.folder or Path(tempfile.mkdtemp(prefix="sandbox-"))
    deliveries = Deliveries()
    functions = Functions(
        clients=aws.clients,
        folder=folder,
        endpoint=lambda: aws.endpoint,
        ahead=lambda: aws.clock.ahead.total_seconds(),
        settings=FleetSettings(per_function=settings.per_function, in_all=settings.threads),
    )
    events = AsynchronousEvents(functions, settings.hurry)
    targets = Targets(aws.clients, functions, events, deliveries)
    events.ended = EndedEvents(aws.clients, targets, deliveries)
    buses = Buses(targets, deliveries)
    pump = Pump(
        mappings=Mappings(aws.clients, functions, deliveries, settings),
        events=events,
        schedules=Schedules(Timetables(aws.clients, buses, targets).read, deliveries, settings.catch_up),
        tidy=functions.fleet.end_idle,
        settings=settings,
    )
    InvokeApi(functions, events).attach(aws.gate)
    QueueOrder(aws.gate)
    RuleChecks(aws.gate)
    _listen(aws, pump, buses, targets, Topics(aws.clients, targets, deliveries))
    _add_admin_paths(aws, pump, deliveries)
    _end_with(aws, pump, functions, folder)
    pump.start()
    return pump


def _listen(aws: Emulation, pump: Pump, buses: Buses, targets: Targets, topics: Topics) -> None:
    def s3(change: ObjectCreated | ObjectDeleted) -> None:
        if aws.s3_notifications.eventbridge_enabled(change.bucket):
            event = created_event(change) if isinstance(change, ObjectCreated) else deleted_event(change)
            pump.put(partial(buses.send, event, change.account, change.region))

    def put(event: PutEvent) -> None:
        pump.put(partial(buses.send, put_event(event), event.account, event.region, event.bus))

    def call(request: AwsRequest, _: Response) -> None:
        if request.caller.is_service or request.service not in WAKING:
            return
        if request.service in SCHEDULING:
            pump.look_at_schedules()
        pump.wake()

    aws.s3_objects.on_created(s3)
    aws.s3_objects.on_deleted(s3)
    aws.put_events.on(put)
    aws.gate.on(call)
    aws.sns_subscriptions.delivered.add("lambda")
    aws.notices.carry = lambda notice: pump.put(partial(targets.deliver, *parcel_of(notice)))
    jobs = aws.label_detection.jobs
    pump.watch("videos being analysed", lambda: sum(job.status is JobStatus.IN_PROGRESS for job in jobs.all()))
    aws.on_stop.append(hand_over_publications(lambda notification: pump.put(partial(topics.deliver, notification))))


def _add_admin_paths(aws: Emulation, pump: Pump, deliveries: Deliveries) -> None:
    def quiet(_: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
        left = pump.wait_until_quiet(float(body.get("wait", 0)))
        return {"quiet": not left, "under_way": left}

    aws.admin.add("GET", "pump", quiet)
    aws.admin.add("GET", "deliveries", lambda _, body: {"deliveries": deliveries.listed(body.get("outcome", ""))})


def _end_with(aws: Emulation, pump: Pump, functions: Functions, folder: Path) -> None:
    if aws.folder is None:
        aws.on_stop.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    aws.on_stop.append(lambda: pump.stop(functions.stop))
