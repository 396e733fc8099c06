from sandbox.engine.secrets import marked
from sandbox.wire import ASSET, SECRET, SIGNATURE, plain


def secret(value):
    return {SIGNATURE: SECRET, "value": value}


def test_what_came_in_secret_goes_out_secret_at_the_same_place():
    came = {"tags": {"open": "a", "shut": secret("b")}, "users": [{"name": "ann", "word": secret("c")}], "size": 1}

    assert marked(plain(came), came) == {**came}


def test_a_secret_tag_is_not_readable_among_all_tags():
    came = {"tags": {"shut": secret("b")}}

    assert marked({"tagsAll": {"shut": "b", "open": "a"}}, came) == {"tagsAll": {"shut": secret("b"), "open": "a"}}


def test_a_list_of_another_length_is_secret_as_a_whole():
    assert marked({"words": ["a", "b"]}, {"words": [secret("a")]}) == {"words": secret(["a", "b"])}


def test_what_aws_adds_and_what_is_gone_are_not_marked():
    came = {"name": "a", "word": secret("b"), "code": {SIGNATURE: ASSET, "text": "x"}}

    assert marked({"arn": "arn:aws:x", "word": None, "code": came["code"]}, came) == {
        "arn": "arn:aws:x",
        "word": None,
        "code": came["code"],
    }
