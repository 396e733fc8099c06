"""Reads an HTML page back: its tree, its text, and what it would load."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr"}
SELF_CLOSED = {"rect", "line"}


@dataclass
class Element:
    name: str
    attributes: dict
    children: list = field(default_factory=list)

    @property
    def text(self):
        """All text inside, no-break spaces as spaces."""
        return "".join(each if isinstance(each, str) else each.text for each in self.children).replace("\u00a0", " ")

    def all(self, name=None, **attributes):
        """Elements inside with this name and these attributes."""
        for each in self.children:
            if isinstance(each, Element):
                if name in (None, each.name) and all(each.attributes.get(key.strip("_")) == value for key, value in attributes.items()):
                    yield each
                yield from each.all(name, **attributes)

    def one(self, name, **attributes):
        (found,) = self.all(name, **attributes)
        return found


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        assert len(attrs) == len(element.attributes), f"an attribute comes twice in <{tag}>"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        assert tag in SELF_CLOSED, tag
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def page(html: bytes) -> Element:
    """The tree. A tag that is closed in the wrong order, or never, fails the test."""
    tree = _Tree()
    tree.feed(html.decode("utf-8"))
    tree.close()
    assert tree.open == [tree.root], "left open"
    return tree.root
