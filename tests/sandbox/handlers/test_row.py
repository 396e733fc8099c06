from sandbox.handlers.row import Row, call


class Switchboard:
    """A client that answers what it is told to, and keeps what it was asked."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def __getattr__(self, operation):
        return lambda **parameters: self.asked.append((operation, parameters)) or self.answers.get(operation, {})


class Lamp(Row):
    service = "lamps"
    supported = ("room", "colour", "wiring")
    create_call = "make_lamp {Room: room, Light: {Colour: colour, Bulbs: bulbs[].{Watt: watt, Kind: kind}}}"
    id_from = "LampId"
    read_call = "describe_lamp {LampId: id}"
    outputs = "Lamp && {room: Lamp.Room, colour: Lamp.Colour, wiring: Lamp.Wiring, arn: id}"
    documents = ("wiring",)
    update_call = "paint_lamp {LampId: id, Colour: colour}"
    delete_call = "break_lamp {LampId: id, Room: room}"


def test_what_the_program_does_not_say_is_not_sent():
    aws = Switchboard(make_lamp={"LampId": "l-1"})
    assert Lamp().create(aws, {"room": "hall", "bulbs": [{"watt": 7}]}) == "l-1"
    assert aws.asked == [("make_lamp", {"Room": "hall", "Light": {"Bulbs": [{"Watt": 7}]}})]


def test_what_is_no_longer_there_is_read_as_none():
    aws = Switchboard(describe_lamp={"Lamp": {"Room": "hall"}})
    assert Lamp().read(aws, "l-1", {"colour": "red"}) == {"room": "hall", "colour": None, "wiring": None, "arn": "l-1"}


def test_nothing_found_means_gone():
    assert Lamp().read(Switchboard(), "l-1", {}) is None


def test_a_document_stays_as_the_program_wrote_it_while_it_means_the_same():
    aws = Switchboard(describe_lamp={"Lamp": {"Room": "hall", "Wiring": '{"a":1}'}})
    assert Lamp().read(aws, "l-1", {"wiring": '{ "a": 1 }'})["wiring"] == '{ "a": 1 }'
    assert Lamp().read(aws, "l-1", {"wiring": '{"a": 2}'})["wiring"] == '{"a": 1}'


def test_update_and_delete_know_the_id_and_their_inputs():
    aws = Switchboard()
    Lamp().update(aws, "l-1", {"colour": "red"}, {"colour": "blue"})
    Lamp().delete(aws, "l-1", {"room": "hall"})
    assert aws.asked == [("paint_lamp", {"LampId": "l-1", "Colour": "blue"}), ("break_lamp", {"LampId": "l-1", "Room": "hall"})]


def test_without_an_update_call_it_is_made_again():
    class Candle(Lamp):
        update_call = None

    aws = Switchboard()
    Candle().update(aws, "l-1", {}, {"room": "hall"})
    assert [operation for operation, _ in aws.asked] == ["make_lamp"]


def test_false_and_zero_are_said():
    aws = Switchboard()
    call(aws, "switch {On: on, Watt: watt, Name: name}", {"on": False, "watt": 0, "name": ""})
    assert aws.asked == [("switch", {"On": False, "Watt": 0, "Name": ""})]
