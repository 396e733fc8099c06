from pulumi.automation.events import EngineEvent

from automation.engine.outcome import outcome_of

URN = "urn:pulumi:dev::small::small:index:Storage$aws:s3/bucket:Bucket::uploads"


def ended(operation, urn=URN, **more):
    return {"resOutputsEvent": {"metadata": {"op": operation, "urn": urn, **more}}}


def told(severity, message, urn=""):
    return {"diagnosticEvent": {"severity": severity, "message": message, **({"urn": urn} if urn else {})}}


def outcome(*events):
    return outcome_of([EngineEvent.from_json(each) for each in events], "printed")


def test_steps_carry_the_resources_name_and_type_and_what_differs():
    (step,) = outcome(ended("update", detailedDiff={"tags": {"diffKind": "update"}})).steps

    assert (step.operation, step.type, step.name, step.properties) == ("update", "aws:s3/bucket:Bucket", "uploads", ("tags",))


def test_what_stays_as_it_is_does_not_count_as_changed():
    done = outcome(ended("same"), ended("update", URN.replace("uploads", "results")), {"summaryEvent": {"resourceChanges": {"same": 1}}})

    assert done.changed == {"results": "update"}
    assert done.changes == {"same": 1}


def test_an_error_is_one_line_with_the_resources_name():
    done = outcome(told("error", "It is so.\n\nReally.\n", URN), told("warning", "careful"), told("debug", "chatter"))

    assert done.errors == ("uploads: It is so. Really.",)
    assert done.warnings == ("careful",)


def test_what_follows_from_another_error_is_left_out():
    stack = "urn:pulumi:dev::small::pulumi:pulumi:Stack::small-dev"
    done = outcome(told("error", "It is so.", URN), told("error", "resource monitor shut down", stack), told("error", "update failed"))

    assert done.errors == ("uploads: It is so.",)


def test_an_error_that_stands_alone_is_told_however_little_it_says():
    assert outcome(told("error", "update failed")).errors == ("update failed",)


def test_an_engine_that_stopped_at_once_has_no_events():
    assert outcome_of([], "no such stack").text == "no such stack"


def test_a_broken_rule_is_told_once_however_often_the_engine_reports_it():
    event = {"policyEvent": {"policyName": "encrypted", "message": "uploads is\nnot encrypted", "enforcementLevel": "mandatory"}}
    (found,) = outcome(event, event).violations

    assert (found.rule, found.message, found.mandatory) == ("encrypted", "uploads is not encrypted", True)
