from hashlib import sha256

import pytest

from lambdas.videos.identity import Upload, video_id


def test_a_video_is_its_bucket_key_and_version():
    assert video_id("b", "uploads/ä b.mp4", "v1") == sha256("b\nuploads/ä b.mp4\nv1".encode()).hexdigest()


@pytest.mark.parametrize(("bucket", "key", "version"), [("c", "k", "v"), ("b", "l", "v"), ("b", "k", "w"), ("b", "k\nv", "v")])
def test_another_bucket_key_or_version_is_another_video(bucket, key, version):
    assert video_id(bucket, key, version) != video_id("b", "k", "v")


def test_an_upload_without_versions_has_s3s_name_for_none():
    assert Upload(bucket="b", key="k", size=1).video == video_id("b", "k", "null")
