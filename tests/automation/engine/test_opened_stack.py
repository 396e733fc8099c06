"""A stack of the project and what the engine tells of it, with an engine that is played."""

from automation.engine.opened_stack import open_stack
from tests.automation.scripted_engine import Answer, ScriptedEngine, step

QUEUE = "aws:sqs/queue:Queue"


def test_whoever_looks_on_may_break_and_the_engine_is_still_heard_to_the_end(tmp_path, caplog):
    seen = []

    def looks(event):
        seen.append(event)
        raise BrokenPipeError("nobody reads")

    steps = [step("create", QUEUE, name) for name in "abc"]
    stack = open_stack("dev", tmp_path, ScriptedEngine(up=Answer(events=steps)), {})
    outcome = stack.up(on_event=looks)
    assert len(seen) == 1
    assert len(outcome.steps) == 3
    assert "nobody reads" in caplog.text
