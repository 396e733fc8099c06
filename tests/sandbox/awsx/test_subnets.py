from ipaddress import ip_network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sandbox.awsx.subnets import KINDS, layout, planned_subnets
from sandbox.handlers.handler import UnsupportedInput


def blocks(cidr, zones, specs=None, mask=None):
    return {each.name: each.cidr for each in planned_subnets("net", cidr, zones, specs, mask)}


def test_without_specifications_a_zone_has_half_for_private_and_a_quarter_for_public_subnets():
    """The layout that awsx documents for a /16 and three zones."""
    assert blocks("10.0.0.0/16", 3) == {
        "net-private-1": "10.0.0.0/19",
        "net-public-1": "10.0.32.0/20",
        "net-private-2": "10.0.64.0/19",
        "net-public-2": "10.0.96.0/20",
        "net-private-3": "10.0.128.0/19",
        "net-public-3": "10.0.160.0/20",
    }


def test_specifications_without_a_size_share_the_zone_evenly():
    assert blocks("10.20.0.0/16", 2, [{"type": "Isolated"}]) == {"net-isolated-1": "10.20.0.0/17", "net-isolated-2": "10.20.128.0/17"}
    assert blocks("10.20.0.0/16", 2, [{"type": "Private"}, {"type": "Public"}])["net-public-2"] == "10.20.192.0/18"


def test_addresses_follow_the_order_of_the_specifications_though_public_subnets_are_made_first():
    specs = [{"type": "Private", "cidrMask": 24}, {"type": "Public", "cidrMask": 26}]
    made = planned_subnets("net", "10.0.0.0/16", 1, specs)
    assert [(each.kind, each.cidr) for each in made] == [("Public", "10.0.1.0/26"), ("Private", "10.0.0.0/24")]


def test_a_larger_subnet_after_a_smaller_one_starts_at_its_own_alignment():
    specs = [{"type": "Public", "cidrMask": 26}, {"type": "Private", "cidrMask": 24}]
    assert blocks("10.0.0.0/16", 1, specs) == {"net-public-1": "10.0.0.0/26", "net-private-1": "10.0.1.0/24"}


def test_two_subnets_of_one_type_need_names():
    with pytest.raises(UnsupportedInput, match="several subnetSpecs are called private"):
        blocks("10.0.0.0/16", 1, [{"type": "Private"}, {"type": "Private"}])
    assert "net-data-1" in blocks("10.0.0.0/16", 1, [{"type": "Private"}, {"type": "Private", "name": "data"}])


@pytest.mark.parametrize("masks", [(24, 26), (25, 24), (23,), (26, 25, 26)])
def test_subnets_that_do_not_fit_are_refused_with_their_sizes(masks):
    """(26, 25, 26) has 256 addresses as its zone does, but not at their alignment."""
    specs = [{"type": "Private", "name": f"n{number}", "cidrMask": mask} for number, mask in enumerate(masks)]
    sizes = ", ".join(f"/{mask}" for mask in masks)
    with pytest.raises(UnsupportedInput, match=f"of the sizes {sizes} do not fit into a zone's 10.0.0.0/24"):
        blocks("10.0.0.0/24", 1, specs)


def test_default_subnets_are_never_cut_from_less_than_a_26():
    with pytest.raises(UnsupportedInput, match="at least a /26 in each availability zone, but there is only a /27"):
        blocks("10.0.0.0/25", 4)


def test_an_unknown_type_is_refused():
    with pytest.raises(UnsupportedInput, match="type is 'Hidden'; it must be one of Public, Private, Isolated, Unused"):
        blocks("10.0.0.0/16", 1, [{"type": "Hidden"}])


def test_zones_can_be_given_a_size():
    assert blocks("10.0.0.0/16", 2, [{"type": "Isolated", "cidrMask": 24}], mask=20)["net-isolated-2"] == "10.0.16.0/24"


def test_the_layout_is_what_was_specified_with_sizes_filled_in():
    specs = [{"type": "Private", "cidrMask": 24, "name": "data", "tags": {"a": "b"}}, {"type": "Public"}]
    assert layout("10.0.0.0/16", 2, specs) == [{"type": "Private", "name": "data", "cidrMask": 24, "size": 256}, {"type": "Public"}]


def test_the_default_layout_says_what_it_came_to():
    assert layout("10.0.0.0/16", 2, None) == [{"type": "Private", "cidrMask": 18}, {"type": "Public", "cidrMask": 19}]


MASKS = st.one_of(st.none(), st.integers(18, 28))


@given(prefix=st.integers(16, 20), zones=st.integers(1, 6), masks=st.lists(MASKS, min_size=1, max_size=5))
def test_subnets_never_overlap_and_stay_inside_the_vpc(prefix, zones, masks):
    cidr = f"10.64.0.0/{prefix}"
    specs = [{"type": KINDS[number % 4], "name": f"n{number}", "cidrMask": mask} for number, mask in enumerate(masks)]
    try:
        made = [ip_network(each) for each in blocks(cidr, zones, specs).values()]
    except UnsupportedInput:
        assume(False)
    assert all(each.subnet_of(ip_network(cidr)) for each in made)
    assert not any(one.overlaps(other) for number, one in enumerate(made) for other in made[:number])
