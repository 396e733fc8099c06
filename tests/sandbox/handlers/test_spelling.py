from sandbox.handlers.spelling import Pairs, Spelling

BULB = Spelling("watt", kind="BulbType")
LABELS = Pairs("Key", "Text")
LAMP = Spelling("room", "on", id="LampId", bulbs=("Bulbs", BULB), wire=("Wire", Spelling("length")), labels=("Labels", LABELS))

SAID = {
    "room": "hall",
    "on": False,
    "id": "l-1",
    "bulbs": [{"watt": 7, "kind": "LED"}, {"watt": 0}],
    "wire": {"length": 3},
    "labels": {"a": "b"},
}
HEARD = {
    "Room": "hall",
    "On": False,
    "LampId": "l-1",
    "Bulbs": [{"Watt": 7, "BulbType": "LED"}, {"Watt": 0}],
    "Wire": {"Length": 3},
    "Labels": [{"Key": "a", "Text": "b"}],
}


def test_one_table_is_read_in_both_directions():
    assert LAMP.to_aws(SAID) == HEARD
    assert LAMP.to_pulumi(HEARD) == SAID


def test_what_is_not_in_the_table_is_left_out():
    assert LAMP.to_aws({"room": "hall", "colour": "red", "on": None}) == {"Room": "hall"}
    assert LAMP.known({"Room": "hall", "Colour": "red"}) == {"room": "hall"}


def test_at_the_top_a_missing_property_is_read_as_none_and_below_not_at_all():
    assert LAMP.to_pulumi({"Wire": {}, "Bulbs": [{"Watt": 7}]}) == {
        "room": None,
        "on": None,
        "id": None,
        "bulbs": [{"watt": 7}],
        "wire": {},
        "labels": None,
    }
