"""The onboarding guide: complete, read by anyone without loading anything, and its links and templates those of the model."""

import json
import re
import stat
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from automation.onboarding.pages import inline, onboarding_files, write_files
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK, boundary_template, role_template
from model.placement import Placement
from tests.automation.accounts import CLIENT, EXTERNAL_ID, YOURS
from tests.automation.onboard.acme_prod import facts


class Page(HTMLParser):
    """What a browser would find: elements that stay open, ids, what is loaded, and what labels and links name."""

    VOID = {"meta", "input", "br", "link", "img"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.named, self.loaded, self.headings, self.links = [], [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.open += [] if tag in self.VOID else [tag]
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.named += [attrs[name] for name in ("for", "aria-labelledby") if name in attrs]
        self.named += [attrs["href"][1:]] if attrs.get("href", "").startswith("#") else []
        self.loaded += [attrs["src"]] if "src" in attrs else [attrs["href"]] if tag == "link" else []
        self.links += [attrs["href"]] if tag == "a" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("page", ["onboarding.html", "onboarding.md"])
def test_the_guide_is_complete(page):
    text = onboarding_files(facts())[page].replace("<strong>", "**").replace("</strong>", "**")
    for needed in (
        "portal.aws.amazon.com/billing/signup", "Assign MFA device", "Identity Center", "IAM user", "Receive CloudWatch billing alerts",
        "IAM user and role access to Billing information", "Launch Cost Explorer", "CloudFront verification", "50 USD a month",
        "acme-account", "CUR 2.0", "opt-out policies", CLIENT, YOURS, "1-boundary.json", "2-role.json", EXTERNAL_ID,
    ):  # fmt: skip
        assert needed in text, needed
    assert text.index(BOUNDARY_STACK) < text.index(ROLE_STACK)


def test_the_page_stands_alone_and_can_be_read_by_anyone():
    text = onboarding_files(facts())["onboarding.html"]
    page = Page(text)
    assert page.open == []
    assert page.loaded == []
    assert "@import" not in text
    assert "url(" not in text
    assert "<script" not in text
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.named) <= set(page.ids)
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert '<html lang="en">' in text
    assert "@media print" in text


def test_the_external_id_is_on_the_pages_and_in_no_link_and_no_template():
    files = onboarding_files(facts(templates_url="https://example.s3.amazonaws.com/acme"))
    assert [name for name, text in files.items() if EXTERNAL_ID in text] == ["onboarding.html", "onboarding.md"]
    assert not [link for link in Page(files["onboarding.html"]).links if EXTERNAL_ID in link]


def test_links_fill_in_every_parameter_that_cloudformation_shows():
    files = onboarding_files(facts(templates_url="https://example.s3.amazonaws.com/acme/"))
    first, second = [link for link in Page(files["onboarding.html"]).links if "/create/review?" in link]
    assert (
        "templateURL=https%3A%2F%2Fexample.s3.amazonaws.com%2Facme%2F1-boundary.json&stackName=clientenv-boundary&param_Slug=acme" in first
    )
    filled = set(re.findall(r"param_(\w+)=", second))
    shown = {name for name, each in role_template(YOURS, "acme")["Parameters"].items() if not each.get("NoEcho")}
    assert filled == shown
    assert "2-role.json&stackName=clientenv-role" in second


def test_without_a_bucket_the_files_are_uploaded():
    text = onboarding_files(facts())["onboarding.html"]
    assert "/create/review?" not in text
    assert "Upload a template file" in text


def test_the_templates_are_those_of_the_model():
    files = onboarding_files(facts())
    assert json.loads(files["1-boundary.json"]) == boundary_template("acme")
    assert json.loads(files["2-role.json"]) == role_template(YOURS, "acme")


def test_a_member_account_is_made_by_you_so_its_guide_begins_with_the_root_user():
    settings = facts().settings
    member = SimpleNamespace(**{**vars(settings), "account": SimpleNamespace(**{**vars(settings.account), "placement": Placement.MEMBER})})
    text = onboarding_files(facts(settings=member))["onboarding.md"]
    assert "credit card" not in text
    assert "## 1. Protect the root user" in text
    assert "Forgot password?" in text
    assert "clientenv onboard acme-prod --run" in text
    assert f"arn:aws:iam::{CLIENT}:role/OrganizationAccountAccessRole" in text


def test_what_a_client_is_called_is_text_and_never_markup():
    assert inline("**Save** `a<b` & <b>") == "<strong>Save</strong> <code>a&lt;b</code> &amp; &lt;b&gt;"


def test_what_holds_the_external_id_is_read_by_its_owner_alone(tmp_path):
    write_files(tmp_path / "new", onboarding_files(facts()))
    write_files(tmp_path / "new", onboarding_files(facts()))  # again, over the old ones
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "new").iterdir()}
    assert modes["onboarding.html"] == modes["onboarding.md"] == 0
    assert modes["2-role.json"]
