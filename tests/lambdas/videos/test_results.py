import io
import json
import threading

import pytest
from moto import mock_aws

from lambdas.videos.results import PART, write_results
from tests.lambdas.outside import client

METADATA = {"DurationMillis": 1500, "FrameRate": 29.97}


class Recorder:
    """Takes the place of S3; remembers how much was asked for at once."""

    def upload_fileobj(self, Fileobj, Bucket, Key, ExtraArgs=None, Config=None):  # noqa: N803
        self.place, self.body = (Bucket, Key), Fileobj.read()


def page(*names, version="3.0"):
    return {
        "VideoMetadata": METADATA,
        "LabelModelVersion": version,
        "Labels": [{"Timestamp": 0, "Label": {"Name": name}} for name in names],
    }


@pytest.mark.parametrize(
    "pages", [[[]], [["a"]], [["a", "b"], ["c"]], [[], ["a"], [], ["b", "c"], []], [["a"], []], [['ä\n"}]', "{"], ["]"]]]
)
def test_the_document_holds_every_label_of_every_page(pages):
    s3 = Recorder()
    write_results(s3, "results-bucket", video="id", job="j", seconds=2, pages=iter([page(*names) for names in pages]))

    assert s3.place == ("results-bucket", "results/id.json")
    document = json.loads(s3.body)
    assert [label["Label"]["Name"] for label in document.pop("labels")] == [name for names in pages for name in names]
    assert document == {"schema_version": 1, "video": "id", "job": "j", "seconds": 2, "metadata": METADATA, "label_model_version": "3.0"}


@pytest.fixture
def s3(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        in_memory = client("s3")
        in_memory.create_bucket(Bucket="results-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield in_memory


def parts_of(s3):
    """Parts that the document was uploaded in; 1 for a plain put."""
    etag = s3.head_object(Bucket="results-bucket", Key="results/id.json")["ETag"].strip('"')
    return int(etag.partition("-")[2] or 1)


def test_a_large_document_is_uploaded_in_parts_as_its_pages_arrive(s3):
    fetched = 0

    def pages():
        nonlocal fetched
        for _ in range(20):
            fetched += 1
            yield page("x" * 1_000_000)

    sent, threads = [], set()
    s3.meta.events.register("before-call.s3.UploadPart", lambda **_: sent.append(fetched) or threads.add(threading.current_thread()))
    write_results(s3, "results-bucket", video="id", job="j", seconds=2, pages=pages())

    assert parts_of(s3) == 3
    assert threads == {threading.current_thread()}, "threads would hold several parts in memory"
    assert sent[0] < 20, "nothing was sent before the last page had come"
    body = s3.get_object(Bucket="results-bucket", Key="results/id.json")["Body"].read()
    assert len(body) > 2 * PART
    assert len(json.load(io.BytesIO(body))["labels"]) == 20


def test_a_small_document_is_one_put(s3):
    write_results(s3, "results-bucket", video="id", job="j", seconds=2, pages=iter([page("a")]))
    assert parts_of(s3) == 1
    assert s3.head_object(Bucket="results-bucket", Key="results/id.json")["ContentType"] == "application/json"


@pytest.mark.parametrize("size", [1, 10_000_000])
def test_nothing_appears_when_a_page_cannot_be_fetched(s3, size):
    def pages():
        yield page("x" * size)
        raise ConnectionError("page 2")

    with pytest.raises(ConnectionError):
        write_results(s3, "results-bucket", video="id", job="j", seconds=2, pages=pages())

    assert "Contents" not in s3.list_objects_v2(Bucket="results-bucket")
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="results-bucket")
