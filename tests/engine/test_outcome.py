import json

import pytest

from sandbox.engine.outcome import outcome_of

URN = "urn:pulumi:dev::small::small:index:Storage$aws:s3/bucket:Bucket::uploads"


def ended(operation, urn=URN, **more):
    return {"resOutputsEvent": {"metadata": {"op": operation, "urn": urn, **more}}}


def told(severity, message, urn=""):
    return {"diagnosticEvent": {"severity": severity, "message": message, **({"urn": urn} if urn else {})}}


@pytest.fixture
def outcome(tmp_path):
    def read(*events):
        log = tmp_path / "events.json"
        log.write_text("".join(json.dumps(event) + "\n" for event in events))
        return outcome_of(log, "printed")

    return read


def test_steps_carry_the_resources_name_and_type_and_what_differs(outcome):
    (step,) = outcome(ended("update", detailedDiff={"tags": {"diffKind": "update"}})).steps

    assert (step.operation, step.type, step.name, step.properties) == ("update", "aws:s3/bucket:Bucket", "uploads", ("tags",))


def test_what_stays_as_it_is_does_not_count_as_changed(outcome):
    done = outcome(ended("same"), ended("update", URN.replace("uploads", "results")), {"summaryEvent": {"resourceChanges": {"same": 1}}})

    assert done.changed == {"results": "update"}
    assert done.changes == {"same": 1}


def test_an_error_is_one_line_with_the_resources_name(outcome):
    done = outcome(told("error", "It is so.\n\nReally.\n", URN), told("warning", "careful"), told("debug", "chatter"))

    assert done.errors == ("uploads: It is so. Really.",)
    assert done.warnings == ("careful",)


def test_what_follows_from_another_error_is_left_out(outcome):
    stack = "urn:pulumi:dev::small::pulumi:pulumi:Stack::small-dev"
    done = outcome(told("error", "It is so.", URN), told("error", "resource monitor shut down", stack), told("error", "update failed"))

    assert done.errors == ("uploads: It is so.",)


def test_an_error_that_stands_alone_is_told_however_little_it_says(outcome):
    assert outcome(told("error", "update failed")).errors == ("update failed",)


def test_an_engine_that_stopped_at_once_has_no_log(tmp_path):
    assert outcome_of(tmp_path / "none.json", "no such stack").text == "no such stack"
