"""What comes from a MISP goes no farther than its distribution and its TLP say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.formats.samples import (
    ADDRESS,
    AT,
    CLUSTER,
    DOMAIN,
    EVENT,
    FILE,
    GROUP,
    MAKING,
    STAMP,
    attribute,
    by_id,
    event,
    objects_of,
    tagged,
)

from parley.exchange.formats import Options, Read, read
from parley.exchange.formats.misp_bounds import TLP_MARKS, Bound, bound_of, level
from parley.exchange.rules.objects import Refused, check
from parley.release.rules import NOBODY, WholeCouncil, narrow, strictest, terms
from parley.release.rules.markings import ALONE, Marking

RED = TLP_MARKS[Marking.RED]
BOUNDS = st.builds(Bound, st.sampled_from(Marking), st.booleans(), st.sampled_from(["", "one", "two"]))


def reaches_others(made: dict[str, Any]) -> bool:
    """Whether the rules of release let an object with its markings go to a whole council."""
    marking = strictest(made.get("object_marking_refs", ()), {})
    return narrow(terms(WholeCouncil()), marking).terms != NOBODY


def of(made: dict[str, dict[str, Any]], uuid: str) -> list[dict[str, Any]]:
    return [each for id_, each in made.items() if id_.endswith(uuid)]


@pytest.mark.parametrize(
    "says",
    [
        {"distribution": "0"},
        {"distribution": 0},
        {"distribution": "4"},
        {"distribution": "4", "SharingGroup": {"uuid": GROUP, "name": "ours"}},
        {"distribution": "6"},
        {"distribution": "everybody"},
        {"distribution": ["3"]},
        {"distribution": {}},
        {"Tag": tagged("tlp:red")},
        {"Tag": tagged("TLP:RED")},
        {"Tag": tagged(" Tlp:Red ")},
        {"Tag": tagged("tlp:green", "tlp:red")},
        {"Tag": tagged("tlp:ex:chr")},
        {"Tag": tagged("tlp:purple")},
    ],
)
def test_nothing_of_an_event_that_is_its_originators_own_reaches_another(says: dict[str, Any]) -> None:
    galaxy = [{"type": "tool", "name": "Tool", "uuid": GROUP, "GalaxyCluster": [cluster("tool", "A tool")]}]
    organisation = {"name": "An organisation", "uuid": FILE}
    made = objects_of(event(Galaxy=galaxy, Orgc=organisation, **says))
    assert len(made) > 5
    for each in by_id(made).values():
        assert not reaches_others(each), each
        assert "created_by_ref" not in each
    assert not any(item.to for item in made)


@pytest.mark.parametrize("says", [{"distribution": "0"}, {"Tag": tagged("tlp:red")}, {"Tag": tagged("tlp:unclear")}])
def test_an_attribute_may_be_narrower_than_its_event(says: dict[str, Any]) -> None:
    private = attribute(ADDRESS, "ip-dst", "192.0.2.1", **says)
    made = by_id(objects_of(event(Attribute=[attribute(DOMAIN, "domain", "a.example"), private])))
    assert of(made, ADDRESS)
    assert not any(map(reaches_others, of(made, ADDRESS)))
    assert all(map(reaches_others, of(made, DOMAIN)))
    report = made[f"report--{EVENT}"]
    assert reaches_others(report)
    visible = [each for each in made.values() if reaches_others(each)]
    assert ADDRESS not in repr(visible)
    assert RED not in repr(visible)


def test_an_attribute_makes_the_object_that_it_is_in_as_narrow() -> None:
    inner = attribute(ADDRESS, "filename", "a.exe", object_relation="filename", distribution="0")
    digest = attribute(DOMAIN, "md5", "0" * 32, object_relation="md5")
    file = {"uuid": FILE, "name": "file", "meta-category": "file", "timestamp": STAMP, "distribution": "5"}
    made = by_id(objects_of(event(Attribute=[], Object=[file | {"Attribute": [inner, digest]}])))
    assert of(made, FILE)
    assert not any(map(reaches_others, of(made, FILE)))


def cluster(type_: str, value: str) -> dict[str, str]:
    return {"uuid": CLUSTER, "type": type_, "value": value, "tag_name": f'misp-galaxy:{type_}="{value}"'}


def test_a_galaxy_of_a_private_attribute_is_as_private() -> None:
    galaxy = {"type": "tool", "name": "Tool", "uuid": GROUP, "GalaxyCluster": [cluster("tool", "A tool")]}
    private = attribute(ADDRESS, "ip-dst", "192.0.2.1", distribution="0", Galaxy=[galaxy])
    shared = attribute(DOMAIN, "domain", "a.example", Galaxy=[galaxy])
    alone = by_id(objects_of(event(Attribute=[private])))
    assert not any(map(reaches_others, of(alone, CLUSTER)))
    both = by_id(objects_of(event(Attribute=[private, shared])))
    assert of(both, CLUSTER)
    assert all(map(reaches_others, of(both, CLUSTER)))


def test_what_is_for_a_group_goes_into_the_collection_that_is_named_for_it() -> None:
    group = {"uuid": GROUP, "name": "ours"}
    private = attribute(ADDRESS, "ip-dst", "192.0.2.1", distribution="4", SharingGroup=group)
    made = objects_of(event(Attribute=[attribute(DOMAIN, "domain", "a.example"), private]), {GROUP: "theirs"})
    to = {id_.rpartition("--")[2]: item.to for item, id_ in zip(made, by_id(made), strict=True)}
    assert (to[ADDRESS], to[DOMAIN], to[EVENT]) == ("theirs", "", "")
    assert ADDRESS not in repr(by_id(made)[f"report--{EVENT}"]["object_refs"])


def test_two_groups_that_both_bind_leave_the_originator() -> None:
    groups = {GROUP: "theirs", FILE: "ours"}
    private = attribute(ADDRESS, "ip-dst", "192.0.2.1", distribution="4", SharingGroup={"uuid": FILE})
    made = objects_of(
        event(Attribute=[private], distribution="4", SharingGroup={"uuid": GROUP}),
        groups,
    )
    assert not any(map(reaches_others, of(by_id(made), ADDRESS)))


def test_whoever_imports_may_let_only_tlp_count() -> None:
    red = attribute(ADDRESS, "ip-dst", "192.0.2.1", Tag=tagged("tlp:red"))
    content = json.dumps({"Event": event(distribution="0", Attribute=[attribute(DOMAIN, "domain", "a.example"), red])})
    items = read(content.encode(), "x", MAKING, options=Options(groups=None))
    made = by_id([item for item in items if isinstance(item, Read)])
    assert all(map(reaches_others, of(made, DOMAIN)))
    assert not any(map(reaches_others, of(made, ADDRESS)))


@pytest.mark.parametrize("distribution", ["1", "2", "3", 1])
def test_communities_are_the_collection(distribution: object) -> None:
    made = by_id(objects_of(event(distribution=distribution)))
    assert all(map(reaches_others, made.values()))
    assert ALONE not in repr(made)


def test_every_object_bears_the_strictest_tlp_that_is_said_of_it() -> None:
    green = attribute(ADDRESS, "ip-dst", "192.0.2.1", Tag=tagged("tlp:green"))
    clear = attribute(DOMAIN, "domain", "a.example", Tag=tagged("tlp:amber+strict"))
    made = by_id(objects_of(event(Attribute=[green, clear], Tag=tagged("tlp:amber"))))
    found = {u: {strictest(e.get("object_marking_refs", ()), {}) for e in of(made, u)} for u in (ADDRESS, DOMAIN)}
    assert found == {ADDRESS: {Marking.AMBER}, DOMAIN: {Marking.AMBER_STRICT}}


def test_what_was_marked_is_still_valid() -> None:
    for each in objects_of(event(Tag=tagged("tlp:amber"), distribution="0")):
        assert not isinstance(check(each.raw, AT), Refused)


@given(BOUNDS, BOUNDS, BOUNDS)
def test_bounds_together_are_never_wider_than_one_of_them(one: Bound, two: Bound, three: Bound) -> None:
    both = one & two
    assert both.reach >= max(one.reach, two.reach)
    assert both.marking == max(one.marking, two.marking)
    assert both == two & one
    assert (one & two) & three == one & (two & three) or ((one & two) & three).alone
    assert (one | two).reach in (one.reach, two.reach, 2)


@given(st.text(), st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text())))
def test_no_tag_and_no_distribution_breaks_a_bound(name: str, distribution: object) -> None:
    found = bound_of({"Tag": tagged(name), "distribution": distribution}, {})
    assert found.to == ""
    if str(distribution) not in {"1", "2", "3", "5", "None", ""}:
        assert found.alone
    assert level([name]) is found.marking
