"""How many requests it takes to publish a web page: the first time, again with nothing changed, and with one file changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from tests.automation.web_memory import PAGE_OF_A_LISTING, WebMemory

FILES = 1_000
PAGES_OF_THEM = FILES // PAGE_OF_A_LISTING + 1
"""Pages of a listing that holds the files and the record of what is published."""


def web_sync(files: int = FILES) -> list[Figure]:
    """Publishes the same folder three times. Raises RuntimeError when the bucket does not hold it then."""
    with TemporaryDirectory() as name:
        folder, web = Path(name), WebMemory()
        for number in range(files - 1):
            (folder / f"{number:04}.css").write_text(f"a {{ order: {number} }}")
        (folder / "index.html").write_text("<!doctype html>")
        first = _requests(web, folder)
        again = _requests(web, folder)
        (folder / "0000.css").write_text("a { order: 1 }")
        changed = _requests(web, folder)
        _check(web, folder, files)
    return [
        Figure(
            what=f"requests of a second sync of {files:,} files",
            against=f"nothing changed; a listing has {PAGE_OF_A_LISTING:,} keys a page, and beside the files lies a record",
            value=again,
            unit="requests",
            at_most=PAGES_OF_THEM,
            sizes={"files": files},
        ),
        Figure(
            what=f"requests of a sync of {files:,} files, one changed",
            against="listing, record twice and read once, the file, CloudFront",
            value=changed,
            unit="requests",
            sizes={"files": files},
        ),
        Figure(
            what=f"requests of the first sync of {files:,} files, per file",
            against="an upload each; listing, record and CloudFront on top",
            value=first / files,
            unit="requests",
            sizes={"files": files, "requests": first},
        ),
    ]


def _requests(web: WebMemory, folder: Path) -> int:
    web.requests.clear()
    web.sync(folder)
    return len(web.requests)


def _check(web: WebMemory, folder: Path, files: int) -> None:
    """A sync that does not publish is no yardstick."""
    right = sum(web.objects[each.name]["Body"] == each.read_bytes() for each in folder.iterdir() if each.name in web.objects)
    if right != files:
        raise RuntimeError(f"{files - right} of {files} files are not published as they are")
