"""What of a folder is published, and with which headers."""

import os

import pytest

from automation.deploying.web_files import FOR_A_YEAR, FOR_AN_HOUR, SOON_OLD, cache_control, content_type, read_folder
from automation.exits import Exit, Stop
from components.placeholder_page import FRESH
from tests.automation.conftest import ROOT


def folder_of(tmp_path, *names):
    for name in ("index.html", *names):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("INDEX.HTM", "text/html; charset=utf-8"),
        ("a/style.css", "text/css; charset=utf-8"),
        ("app.mjs", "text/javascript; charset=utf-8"),
        ("data.json", "application/json; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("logo.svg", "image/svg+xml; charset=utf-8"),
        ("photo.JPG", "image/jpeg"),
        ("font.woff2", "font/woff2"),
        ("app.wasm", "application/wasm"),
        ("unknown.xyz", "application/octet-stream"),
        ("html", "application/octet-stream"),
    ],
)
def test_a_type_comes_from_the_name_and_texts_say_their_character_set(name, type_):
    assert content_type(name) == type_


@pytest.mark.parametrize(
    ("name", "cached"),
    [
        ("index.html", SOON_OLD),
        ("about.3f2a1b9c.html", SOON_OLD),  # a page is looked up by its name, whatever that is
        ("robots.txt", SOON_OLD),
        ("data/cars.json", SOON_OLD),
        ("sw.js", SOON_OLD),
        ("service-worker.js", SOON_OLD),
        ("app.3f2a1b9c.js", FOR_A_YEAR),
        ("a/main-0123456789abcdef0123.css", FOR_A_YEAR),
        ("app.3f2a1b9c.js.map", FOR_A_YEAR),
        ("index-B3xk_9Qa.js", FOR_A_YEAR),
        ("style.css", FOR_AN_HOUR),
        ("logo.png", FOR_AN_HOUR),
        ("photo-20240131.jpg", FOR_AN_HOUR),  # a date
        ("report-v2final3.pdf", FOR_AN_HOUR),  # words
        ("jquery-minified.js", FOR_AN_HOUR),
        ("deadbeef-cafe.png", FOR_AN_HOUR),
        ("a-facade.png", FOR_AN_HOUR),
        ("3f2a1b9c/app.js", FOR_AN_HOUR),  # the folder's name, not the file's
    ],
)
def test_only_a_name_that_changes_with_the_contents_is_remembered_for_long(name, cached):
    assert cache_control(name) == cached


def test_hidden_files_leftovers_and_links_stay_behind_and_are_named(tmp_path):
    left = [".DS_Store", ".git/config", "a/.index.html.swp", "index.html~", "#index.html#", "old.BAK", "merge.orig", "Thumbs.db"]
    folder = folder_of(tmp_path, *left, ".well-known/security.txt", "a/b.css")
    (tmp_path.parent / f"{tmp_path.name}-outside.txt").write_text("secret")
    os.symlink(tmp_path.parent / f"{tmp_path.name}-outside.txt", tmp_path / "link.txt")
    os.symlink(tmp_path / "a", tmp_path / "linked")

    found = read_folder(folder)

    assert [each.key for each in found.files] == [".well-known/security.txt", "a/b.css", "index.html"]
    assert set(found.left_out) == {*left, "link.txt", "linked"}


def test_a_hidden_file_in_the_well_known_folder_stays_behind(tmp_path):
    found = read_folder(folder_of(tmp_path, ".well-known/.env", "a/.well-known/x.txt"))
    assert [each.key for each in found.files] == ["index.html"]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_a_folder_without_a_page_is_refused(tmp_path, make):
    make(tmp_path / "web")
    with pytest.raises(Stop, match=r"no index\.html") as refused:
        read_folder(tmp_path / "web")
    assert refused.value.code == Exit.USAGE


def test_the_shipped_page_goes_up_as_the_program_says_it():
    (page,) = [each for each in read_folder(ROOT / "web").files if each.key == "index.html"]
    assert (page.content_type, page.cache_control) == ("text/html; charset=utf-8", f"public, max-age={FRESH}")
