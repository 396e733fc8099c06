import pytest

from automation.aws.web_bucket import WebBucket
from benchmarks.web_sync import web_sync
from tests.automation import web_memory
from tests.automation.web_memory import WebMemory


def test_a_second_sync_asks_for_the_listing_alone_and_one_change_for_five_requests_more():
    again, changed, first = web_sync()
    assert (again.value, changed.value, first.sizes["requests"]) == (2, 7, 1_004)
    assert again.kept


@pytest.mark.parametrize(("files", "requests"), [(9, 1), (10, 2), (19, 2), (20, 3)])
def test_a_listing_holds_the_files_and_one_more(monkeypatch, files, requests):
    monkeypatch.setattr(web_memory, "PAGE_OF_A_LISTING", 10)
    assert web_sync(files)[0].value == requests


def test_a_sync_that_looks_at_every_file_does_not_keep_the_promise(monkeypatch):
    listing = WebBucket._listing

    def and_every_head(self):
        for key, etag in listing(self):
            self.s3.requests.append(f"head {key}")
            yield key, etag

    monkeypatch.setattr(WebBucket, "_listing", and_every_head)
    assert not web_sync(50)[0].kept


def test_a_sync_that_publishes_nothing_is_no_figure(monkeypatch):
    monkeypatch.setattr(WebMemory, "place", lambda self, key, content, **headers: None)
    with pytest.raises(RuntimeError, match="50 of 50 files are not published"):
        web_sync(50)
