import io
from xml.etree import ElementTree

from rich.console import Console

from sandbox.demo.picture import save_picture


def test_the_picture_shows_what_was_printed_and_loads_nothing_from_elsewhere(tmp_path):
    console = Console(file=io.StringIO(), record=True, width=80)
    console.print("[bold]dev[/]: 113 resources created")
    save_picture(console, tmp_path / "demo.svg")
    picture = (tmp_path / "demo.svg").read_text()
    words = "".join(ElementTree.fromstring(picture).itertext()).replace("\xa0", " ")
    assert "113 resources created" in words
    assert "url(" not in picture.replace("url(#", "")
