"""What goes wrong around an analysis: notices that are lost, results that nobody gives or takes, time that runs out."""

from types import SimpleNamespace

from tests.lambdas.outside import At, kill
from tests.lambdas.rekognition import Footage, refused
from tests.lambdas.world import CAR, CONTEXT


def lose_notices(world):
    """All analyses end, and nobody is told."""
    world.finish_all()
    world.completions.waiting.clear()


def no_results(name):
    """A hook: Rekognition does not give results."""
    if name == "get_label_detection":
        raise refused("InternalServerError", "GetLabelDetection")


def no_results_are_taken(name):
    """A hook: the bucket does not take results."""
    if name == "upload_fileobj":
        raise refused("AccessDenied", "PutObject")


def with_time(*milliseconds):
    """A context with this much time left, each time that it is asked; the last one for ever."""
    left = list(milliseconds)
    return SimpleNamespace(**vars(CONTEXT) | {"get_remaining_time_in_millis": lambda: left.pop(0) if len(left) > 1 else left[0]})


def cut_off_while_starting(world):
    """The job of an upload runs, its id is not stored, and no message is left that would ask again."""
    world.upload(CAR, Footage(millis=61_001))
    world.outside.after = At("start_label_detection", kill)
    world.uploads.deliver()
    world.outside.quiet()
    world.uploads.waiting.clear()
    assert world.video(CAR)["state"] == "starting"
