from __future__ import annotations

import json
import time

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from sandbox.aws.rekognition.videos import BLOCK
from tests.sandbox.aws.rekognition.mp4_files import FTYP, box, video

OWN, CLIENT_ACCOUNT = "111111111111", "222222222222"
BUCKET, KEY = "films", "uploads/a b.mp4"
TOPIC, ROLE = f"arn:aws:sns:us-east-1:{OWN}:done", f"arn:aws:iam::{OWN}:role/Rekognition"
VIDEO = {"S3Object": {"Bucket": BUCKET, "Name": KEY}}
CHANNEL = {"SNSTopicArn": TOPIC, "RoleArn": ROLE}


@pytest.fixture
def rekognition(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=video(12417))
    aws.admin("POST", "rekognition/settings", {"seconds": 0.05})
    return aws.client("rekognition")


@pytest.fixture
def notices(aws, rekognition):
    """A function that waits for so many notices in the queue, or for a while to see that none comes, and returns them."""
    sqs, sns = aws.client("sqs"), aws.client("sns")
    url = sqs.create_queue(QueueName="completions")["QueueUrl"]
    sns.create_topic(Name="done")
    sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:{OWN}:completions")
    make_role(aws, "rekognition.amazonaws.com")

    def received(count, wait=10.0):
        found, until = [], time.monotonic() + wait
        while time.monotonic() < until and (len(found) < count or not count):
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
                found.append(json.loads(json.loads(message["Body"])["Message"]))
            time.sleep(0.05)
        return found

    return received


def make_role(aws, service, name="Rekognition"):
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)


def start(rekognition, **more):
    return rekognition.start_label_detection(**({"Video": VIDEO} | more))["JobId"]


def result(rekognition, job, **more):
    for _ in range(200):
        answer = rekognition.get_label_detection(JobId=job, **more)
        if answer["JobStatus"] != "IN_PROGRESS":
            return answer
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def code_of(call, *arguments, **parameters):
    with pytest.raises(ClientError) as refused:
        call(*arguments, **parameters)
    return refused.value.response["Error"]["Code"]


def test_a_video_is_measured_whose_boxes_lie_across_what_is_read_at_once(aws, rekognition):
    padding = box("free", bytes(BLOCK - len(FTYP) - 8 - 20))
    aws.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=video(12417, first=padding))
    assert result(rekognition, start(rekognition))["VideoMetadata"]["DurationMillis"] == 12417


def test_a_job_ends_with_the_real_length_and_synthetic_vehicles(rekognition):
    job = start(rekognition, JobTag="video-1")
    assert rekognition.get_label_detection(JobId=job)["JobStatus"] == "IN_PROGRESS"
    answer = result(rekognition, job)
    assert (answer["JobStatus"], answer["JobId"], answer["JobTag"], answer["Video"]) == ("SUCCEEDED", job, "video-1", VIDEO)
    facts = answer["VideoMetadata"]
    assert (facts["DurationMillis"], facts["Codec"], facts["FrameWidth"], facts["FrameHeight"]) == (12417, "h264", 480, 270)
    assert answer["LabelModelVersion"] == "sandbox-synthetic"
    assert "Car" in {label["Label"]["Name"] for label in answer["Labels"]}
    for label in answer["Labels"]:
        assert {"Name": "Synthetic"} in label["Label"]["Categories"]
        assert label["Timestamp"] < 12417


def test_the_answers_have_the_shape_that_aws_documents(rekognition):
    model = botocore.session.get_session().get_service_model("rekognition").operation_model("GetLabelDetection")
    job = start(rekognition, JobTag="t")
    for answer in (rekognition.get_label_detection(JobId=job), result(rekognition, job, MaxResults=3)):
        answer.pop("ResponseMetadata")
        report = ParamValidator().validate(answer, model.output_shape)
        assert not report.has_errors(), report.generate_report()
        assert set(answer) <= set(model.output_shape.members)


def test_the_same_file_gets_the_same_labels(rekognition):
    first, second = (result(rekognition, start(rekognition))["Labels"] for _ in range(2))
    assert first == second != []


def test_labels_below_the_confidence_are_left_out(rekognition):
    everything = result(rekognition, start(rekognition, MinConfidence=0))["Labels"]
    sure = result(rekognition, start(rekognition, MinConfidence=90))["Labels"]
    assert sure == [label for label in everything if label["Label"]["Confidence"] >= 90] != []


def test_pages_add_up_to_the_whole_in_either_order(rekognition):
    job = start(rekognition)
    for order in ("TIMESTAMP", "NAME"):
        whole = result(rekognition, job, SortBy=order)["Labels"]
        paged, token, pages = [], {}, 0
        while token is not None:
            page = rekognition.get_label_detection(JobId=job, SortBy=order, MaxResults=7, **token)
            assert page["VideoMetadata"]["DurationMillis"] == 12417
            paged += page["Labels"]
            pages += 1
            token = {"NextToken": page["NextToken"]} if "NextToken" in page else None
        assert paged == whole
        assert pages == -(-len(whole) // 7)
    assert [label["Label"]["Name"] for label in whole] == sorted(label["Label"]["Name"] for label in whole)


def test_a_page_has_a_thousand_labels_at_most(aws, rekognition):
    aws.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=video(600_000))
    answer = result(rekognition, start(rekognition, MinConfidence=0), MaxResults=5000)
    assert len(answer["Labels"]) == 1000
    assert answer["NextToken"]


def test_a_page_token_of_another_job_is_refused(rekognition):
    one, other = start(rekognition), start(rekognition)
    token = result(rekognition, one, MaxResults=1)["NextToken"]
    result(rekognition, other)
    assert code_of(rekognition.get_label_detection, JobId=other, NextToken=token) == "InvalidPaginationTokenException"
    assert code_of(rekognition.get_label_detection, JobId=one, NextToken=token, SortBy="NAME") == "InvalidPaginationTokenException"
    assert code_of(rekognition.get_label_detection, JobId=one, NextToken="rubbish") == "InvalidPaginationTokenException"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "the file is empty"), (b"not a video at all, just text", "not made of MP4 boxes"), (video(0), "length is 0")],
)
def test_a_file_that_is_no_video_fails_with_a_reason(aws, rekognition, content, reason):
    aws.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=content)
    answer = result(rekognition, start(rekognition))
    assert answer["JobStatus"] == "FAILED"
    assert reason in answer["StatusMessage"]
    assert "VideoMetadata" not in answer


def test_a_video_that_is_deleted_meanwhile_fails(aws, rekognition):
    job = start(rekognition)
    aws.client("s3").delete_object(Bucket=BUCKET, Key=KEY)
    assert "cannot be read any more" in result(rekognition, job)["StatusMessage"]


def test_a_video_of_more_than_six_hours_fails(aws, rekognition):
    aws.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=video(6 * 3600 * 1000 + 1))
    assert result(rekognition, start(rekognition))["JobStatus"] == "FAILED"


def test_a_version_is_analysed_as_it_was(aws, rekognition):
    s3 = aws.client("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=BUCKET, Key=KEY, Body=video(3000))["VersionId"]
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=video(9000))
    old = {"S3Object": VIDEO["S3Object"] | {"Version": version}}
    assert result(rekognition, start(rekognition, Video=old))["VideoMetadata"]["DurationMillis"] == 3000


def test_a_missing_foreign_or_distant_object_is_refused_at_once(aws, rekognition):
    missing = {"S3Object": {"Bucket": BUCKET, "Name": "nothing"}}
    nowhere = {"S3Object": {"Bucket": "no-such-bucket", "Name": "nothing"}}
    assert code_of(start, rekognition, Video=missing) == "InvalidS3ObjectException"
    assert code_of(start, rekognition, Video=nowhere) == "InvalidS3ObjectException"
    assert code_of(start, aws.client("rekognition", CLIENT_ACCOUNT)) == "InvalidS3ObjectException"
    assert code_of(start, aws.client("rekognition", region="eu-west-1")) == "InvalidS3ObjectException"


def test_a_video_that_is_too_large_is_refused_at_once(aws, rekognition):
    aws.admin("POST", "rekognition/settings", {"max_bytes": 100})
    assert code_of(start, rekognition) == "VideoTooLargeException"


def test_the_same_token_starts_one_job(rekognition):
    first = start(rekognition, ClientRequestToken="token-1", JobTag="a")
    assert start(rekognition, ClientRequestToken="token-1", JobTag="a") == first
    result(rekognition, first)
    assert start(rekognition, ClientRequestToken="token-1", JobTag="a") == first
    assert start(rekognition, ClientRequestToken="token-2", JobTag="a") != first
    assert code_of(start, rekognition, ClientRequestToken="token-1", JobTag="b") == "IdempotentParameterMismatchException"


def test_one_job_too_many_is_refused_until_another_ends(aws, rekognition):
    aws.admin("POST", "rekognition/settings", {"concurrent_jobs": 2, "seconds": 0.3})
    first = start(rekognition, ClientRequestToken="first")
    start(rekognition)
    assert code_of(start, rekognition) == "LimitExceededException"
    assert start(rekognition, ClientRequestToken="first") == first
    assert code_of(start, aws.client("rekognition", CLIENT_ACCOUNT)) == "InvalidS3ObjectException"
    result(rekognition, first)
    assert start(rekognition)


def test_results_are_gone_after_seven_days(aws, rekognition):
    job = start(rekognition)
    result(rekognition, job)
    aws.admin("POST", "clock", {"forward_seconds": 7 * 86400 - 60})
    assert result(rekognition, job)["JobStatus"] == "SUCCEEDED"
    aws.admin("POST", "clock", {"forward_seconds": 120})
    assert code_of(rekognition.get_label_detection, JobId=job) == "ResourceNotFoundException"


def test_a_job_of_another_account_is_not_found(aws, rekognition):
    job = start(rekognition)
    assert code_of(aws.client("rekognition", CLIENT_ACCOUNT).get_label_detection, JobId=job) == "ResourceNotFoundException"


def test_the_completion_notice_has_awss_form(rekognition, notices):
    job = start(rekognition, NotificationChannel=CHANNEL, JobTag="video-1")
    (notice,) = notices(1)
    assert abs(notice.pop("Timestamp") / 1000 - time.time()) < 30
    assert notice == {
        "JobId": job,
        "Status": "SUCCEEDED",
        "API": "StartLabelDetection",
        "JobTag": "video-1",
        "Video": {"S3ObjectName": KEY, "S3Bucket": BUCKET},
    }


def test_a_failed_job_is_told_too(aws, rekognition, notices):
    aws.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"")
    start(rekognition, NotificationChannel=CHANNEL)
    assert [notice["Status"] for notice in notices(1)] == ["FAILED"]


def test_a_role_that_does_not_let_rekognition_in_is_refused(aws, rekognition, notices):
    make_role(aws, "lambda.amazonaws.com", "Other")
    other = CHANNEL | {"RoleArn": f"arn:aws:iam::{OWN}:role/Other"}
    nobody = CHANNEL | {"RoleArn": f"arn:aws:iam::{OWN}:role/Nobody"}
    nowhere = CHANNEL | {"SNSTopicArn": f"arn:aws:sns:us-east-1:{OWN}:nowhere"}
    for channel in (other, nobody, nowhere):
        assert code_of(start, rekognition, NotificationChannel=channel) == "InvalidParameterException"


def test_a_notice_can_come_twice_late_or_never(aws, rekognition, notices):
    aws.admin("POST", "rekognition/notices", {"deliver": "twice", "job_tag": "a"})
    first = start(rekognition, NotificationChannel=CHANNEL, JobTag="a")
    start(rekognition, NotificationChannel=CHANNEL, JobTag="b")
    assert sorted(notice["JobTag"] for notice in notices(3)) == ["a", "a", "b"]
    aws.admin("POST", "rekognition/notices", {"deliver": "never"})
    lost = start(rekognition, NotificationChannel=CHANNEL)
    result(rekognition, lost)  # on a busy machine it could end after the next disturbance begins
    assert notices(0, 0.4) == []
    aws.admin("POST", "rekognition/notices", {"delay_seconds": 1.5})
    late = start(rekognition, NotificationChannel=CHANNEL)
    assert notices(0, 0.3) == []
    assert [notice["JobId"] for notice in notices(1)] == [late]
    aws.admin("POST", f"rekognition/jobs/{lost}/notice")
    assert [notice["JobId"] for notice in notices(1)] == [lost]
    assert first in {job["JobId"] for job in aws.admin("GET", "rekognition/jobs")["jobs"]}


def test_settings_and_disturbances_that_do_not_exist_are_errors(aws):
    assert aws.admin("POST", "rekognition/settings", {"speed": 1})["error"] == "ValidationError"
    assert aws.admin("POST", "rekognition/notices", {"deliver": "thrice"})["error"] == "ValidationError"


@pytest.mark.parametrize("bad", [{"JobTag": "a b"}, {"ClientRequestToken": "a.b"}, {"MinConfidence": 101.0}, {"Video": {}}])
def test_parameters_out_of_bounds_are_refused(rekognition, bad):
    assert code_of(start, rekognition, **bad) == "InvalidParameterException"


def test_canned_answers_of_moto_are_refused(aws):
    assert code_of(aws.client("rekognition").detect_labels, Image={"S3Object": VIDEO["S3Object"]}) == "SandboxUnsupported"
