"""The web page of a deployed environment: the program has placed it, the command publishes what stands beside it."""

import shutil
from dataclasses import asdict

import boto3
import pytest

from automation.aws.web_bucket import sync_web
from automation.deploying.web_page import placed_by_program
from tests.automation.conftest import ROOT


@pytest.fixture
def published(globex, monkeypatch, tmp_path):
    """Publishes a folder that has the shipped page and whatever a test adds; at the end the shipped one again."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", globex.sandbox.endpoint)
    keys = globex.sandbox.credentials(globex.stack.account_id)
    session = boto3.Session(
        aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], region_name=globex.outputs["home_region"]
    )
    bucket, id = globex.outputs["web_bucket"], globex.outputs["web_distribution_id"]
    kept = placed_by_program({"resources": [asdict(each) for each in globex.state.resources.values()]}, bucket)

    def publish(folder):
        return sync_web(session, bucket, id, folder, lambda line: None, kept=kept)

    shutil.copytree(ROOT / "web", tmp_path / "web")
    yield lambda: publish(tmp_path / "web")
    publish(ROOT / "web")


def test_the_command_publishes_beside_the_page_and_leaves_the_programs_page_as_it_is_with_its_tags(globex, published, tmp_path):
    s3, page = globex.aws("s3"), {"Bucket": globex.outputs["web_bucket"], "Key": "index.html"}
    before = s3.head_object(**page)["LastModified"], s3.get_object_tagging(**page)["TagSet"]
    assert len(before[1]) == 6
    (tmp_path / "web" / "style.css").write_text("h1 { color: teal }")

    first, second = published(), published()

    assert (first.uploaded, second.uploaded, second.invalidation) == (1, 0, None)
    assert s3.head_object(Bucket=page["Bucket"], Key="style.css")["ContentType"] == "text/css; charset=utf-8"
    assert (s3.head_object(**page)["LastModified"], s3.get_object_tagging(**page)["TagSet"]) == before
    (tmp_path / "web" / "style.css").unlink()
    assert published().deleted == 1
    assert s3.head_object(**page)
