from __future__ import annotations

from sandbox.aws.capabilities import Level, capabilities
from sandbox.aws.unsupported import REFUSED


def test_every_service_with_a_stand_in_stands_in_the_table(aws):
    named = {line.service for line in capabilities()}
    assert {service for service, _ in aws.running.aws.gate.stand_ins()} <= named


def test_every_refused_call_stands_in_the_table():
    refused = {(line.service, line.what) for line in capabilities() if line.level is Level.REFUSED}
    assert set(REFUSED) <= refused


def test_no_line_is_there_twice():
    lines = [(line.service, line.what) for line in capabilities()]
    assert len(lines) == len(set(lines))
