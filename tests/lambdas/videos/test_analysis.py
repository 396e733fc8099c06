import pytest

from lambdas.videos.analysis import Finished, Forgotten, Impossible, LabelDetection, NoRoom, Running, Unsuccessful
from lambdas.videos.settings import Settings
from lambdas.videos.states import State, Video
from tests.lambdas.rekognition import FakeRekognition, Footage, refused

KEY = "uploads/a.mp4"
SETTINGS = Settings({"COMPLETION_TOPIC_ARN": "topic", "REKOGNITION_ROLE_ARN": "role"})


def video(version="v1"):
    return Video(id="f" * 64, state=State.STARTING, updated="", bucket="uploads-bucket", key=KEY, version=version)


def analysis(**footage):
    rekognition = FakeRekognition(footage={KEY: Footage(**footage)})
    return LabelDetection(rekognition, SETTINGS), rekognition


def ended(**footage):
    detection, rekognition = analysis(**footage)
    job = detection.start(video())
    rekognition.finish(rekognition.jobs[job])
    return detection.outcome(job)


def test_a_start_names_the_version_and_carries_the_identity_twice():
    detection, rekognition = analysis()
    detection.start(video())
    assert rekognition.job_of("f" * 64).request == {
        "Video": {"S3Object": {"Bucket": "uploads-bucket", "Name": KEY, "Version": "v1"}},
        "NotificationChannel": {"SNSTopicArn": "topic", "RoleArn": "role"},
        "JobTag": "f" * 64,
        "ClientRequestToken": "f" * 64,
    }


def test_an_object_without_versions_is_named_without_one():
    detection, rekognition = analysis()
    detection.start(video(version="null"))
    assert "Version" not in rekognition.job_of("f" * 64).request["Video"]["S3Object"]


def test_the_same_video_gets_the_same_job():
    detection, _ = analysis()
    assert detection.start(video()) == detection.start(video())


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("LimitExceededException", NoRoom),
        ("ThrottlingException", NoRoom),
        ("ProvisionedThroughputExceededException", NoRoom),
        ("VideoTooLargeException", Impossible),
    ],
)
def test_an_answer_is_told_from_an_error(code, answer):
    detection, rekognition = analysis()
    rekognition.errors.append(refused(code, message=KEY))
    with pytest.raises(answer) as raised:
        detection.start(video())
    assert KEY not in str(raised.value)


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalServerError", "InvalidParameterException", "InvalidS3ObjectException"])
def test_anything_else_is_an_error(code):
    detection, rekognition = analysis()
    rekognition.errors.append(refused(code))
    with pytest.raises(type(refused(code))):
        detection.start(video())


@pytest.mark.parametrize(("millis", "seconds"), [(0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2), (21_600_000, 21_600)])
def test_a_length_is_rounded_up_to_the_whole_second(millis, seconds):
    outcome = ended(millis=millis)
    assert isinstance(outcome, Finished)
    assert outcome.seconds == seconds


def test_pages_are_fetched_one_by_one_and_all():
    outcome = ended(labels=5)
    assert [len(page["Labels"]) for page in outcome.pages] == [2, 2, 1]


def test_a_failed_analysis_says_why():
    outcome = ended(fails=True)
    assert isinstance(outcome, Unsuccessful)
    assert outcome.reason == "Unsupported codec"


def test_a_running_analysis_is_not_finished():
    detection, _ = analysis()
    assert isinstance(detection.outcome(detection.start(video())), Running)


def test_a_job_that_rekognition_does_not_know_is_forgotten():
    detection, _ = analysis()
    assert isinstance(detection.outcome("job-of-last-month"), Forgotten)
