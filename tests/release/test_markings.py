"""What markings, the release extension and references say about who may have an object."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.release.rules import (
    NOBODY,
    RELEASE_EXTENSION,
    Attribution,
    Except,
    Group,
    Marking,
    Misread,
    Named,
    Narrowing,
    ReleaseExtension,
    Terms,
    WholeCouncil,
    fixpoint,
    names_originator,
    narrow,
    read_definition,
    read_extension,
    strictest,
    terms,
    unite,
)
from parley.release.rules.extension import CODES_MAX
from parley.release.rules.markings import TLP_2_EXTENSION, TLP_IDS
from parley.release.rules.masking import refusal
from parley.release.words import HANDLING, NARROWINGS, handling, narrowing_text

OTHER_ID = "marking-definition--11111111-1111-4111-8111-111111111111"
CODES = {"KZ": UUID(int=1), "KG": UUID(int=2), "TJ": UUID(int=3)}
COUNCIL = terms(WholeCouncil())
TO_KZ = ReleaseExtension(frozenset({CODES["KZ"]}))


def definition(id_: str = OTHER_ID, **members: Any) -> dict[str, Any]:
    return {"type": "marking-definition", "spec_version": "2.1", "id": id_, **members}


def tlp_1(colour: object, id_: str = OTHER_ID) -> dict[str, Any]:
    return definition(id_, definition_type="tlp", definition={"tlp": colour})


def tlp_2(level: object, id_: str = OTHER_ID, **members: Any) -> dict[str, Any]:
    body = {"extension_type": "property-extension", "tlp_2_0": level}
    return definition(id_, extensions={TLP_2_EXTENSION: body}, **members)


def statement(text: object = "Copyright 2021", **members: Any) -> dict[str, Any]:
    return definition(definition_type="statement", definition={"statement": text}, **members)


# Markings.


@pytest.mark.parametrize(("id_", "level"), TLP_IDS.items())
def test_the_fixed_ids_of_tlp_count_without_any_definition(id_: str, level: Marking) -> None:
    assert strictest([id_], {}) is level


@pytest.mark.parametrize(
    ("read", "level"),
    [
        (tlp_1("white"), Marking.CLEAR),
        (tlp_1("red"), Marking.RED),
        (tlp_2("amber+strict"), Marking.AMBER_STRICT),
        (tlp_2("clear", definition_type="TLP:CLEAR"), Marking.CLEAR),
        (statement("custom", x_opencti_definition="TLP:AMBER+STRICT"), Marking.AMBER_STRICT),
        (statement(name="TLP:RED"), Marking.RED),
        (statement(" tlp: red "), Marking.RED),
    ],
)
def test_a_definition_that_is_tlp_by_its_body_counts_as_such_under_any_id(read: dict[str, Any], level: Marking) -> None:
    assert read_definition(read) is level


@pytest.mark.parametrize(
    "read",
    [
        definition(),
        definition(definition_type="tlp"),
        tlp_1("purple"),
        tlp_1(["red"]),
        tlp_2(None),
        tlp_2("clear", definition_type="iep"),
        definition(definition_type="iep", definition={"id": "x"}),
        definition(extensions={"extension-definition--22222222-2222-4222-8222-222222222222": {}}),
        definition(extensions=[TLP_2_EXTENSION]),
        statement(None),
        statement(extensions={"extension-definition--22222222-2222-4222-8222-222222222222": {}}),
        statement(name="TLP:EX:CHR"),
    ],
)
def test_a_definition_that_cannot_be_read_whole_is_unknown(read: dict[str, Any]) -> None:
    assert read_definition(read) is Marking.UNKNOWN


def test_where_a_definition_says_two_things_the_strictest_counts() -> None:
    white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
    assert read_definition(tlp_1("red", white)) is Marking.RED
    assert read_definition(tlp_2("green") | {"definition_type": "tlp", "definition": {"tlp": "amber"}}) is Marking.AMBER
    assert strictest([white], {white: Marking.RED}) is Marking.RED
    red = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
    assert strictest([red], {red: Marking.SILENT}) is Marking.RED


def test_a_statement_of_the_originator_narrows_nothing_and_of_anybody_else_is_unknown() -> None:
    assert strictest([OTHER_ID], {OTHER_ID: read_definition(statement())}) is Marking.SILENT
    assert strictest([OTHER_ID], {}) is Marking.UNKNOWN
    assert strictest([], {}) is Marking.SILENT


@given(st.lists(st.sampled_from([*TLP_IDS, OTHER_ID]), min_size=1))
def test_of_several_markings_the_strictest_counts_in_whatever_order(ids: list[str]) -> None:
    found = strictest(ids, {})
    assert found is strictest(reversed(ids), {})
    assert found is max(strictest([id_], {}) for id_ in ids)


# Narrowing.


@pytest.mark.parametrize("level", [m for m in Marking if m <= Marking.AMBER_STRICT])
def test_up_to_amber_strict_a_marking_binds_the_recipients_and_narrows_nothing(level: Marking) -> None:
    assert narrow(COUNCIL, level).terms is COUNCIL
    assert narrow(COUNCIL, level).reasons == ()


def test_red_reaches_only_parties_named_one_by_one() -> None:
    for base in (COUNCIL, terms(Group(UUID(int=9)))):
        assert narrow(base, Marking.RED).terms == NOBODY
        assert narrow(base, Marking.RED).reasons == (Narrowing.RED_TO_NOBODY,)
        assert narrow(base, Marking.RED, ReleaseExtension(None, frozenset(CODES.values()))).terms == NOBODY
        named = narrow(base, Marking.RED, TO_KZ)
        assert named.terms == Terms(base.constraints | {Named(frozenset({CODES["KZ"]}))})
        assert named.reasons == (Narrowing.RELEASABLE_TO,)
    posted_to = terms(Named(frozenset({CODES["KG"]})))
    assert narrow(posted_to, Marking.RED).terms is posted_to


def test_red_is_not_opened_by_the_names_of_what_it_refers_to() -> None:
    assert narrow(COUNCIL, Marking.RED, None, [terms(Named(frozenset(CODES.values())))]).terms == NOBODY


def test_an_unknown_marking_reaches_nobody_whoever_is_named() -> None:
    found = narrow(COUNCIL, Marking.UNKNOWN, TO_KZ)
    assert found.terms == NOBODY
    assert Narrowing.UNKNOWN_MARKING in found.reasons


def test_nobody_stays_nobody_whatever_is_added() -> None:
    for base in (NOBODY, terms(Except(frozenset()))):
        assert narrow(base, Marking.CLEAR, TO_KZ, [COUNCIL]).terms == NOBODY
    assert narrow(COUNCIL, Marking.CLEAR, TO_KZ, [COUNCIL, NOBODY]).terms == NOBODY


def test_the_extension_names_and_leaves_out_beside_the_collection() -> None:
    extension = ReleaseExtension(frozenset({CODES["KZ"], CODES["KG"]}), frozenset({CODES["KG"]}))
    found = narrow(COUNCIL, Marking.SILENT, extension)
    assert extension.releasable_to is not None
    assert found.terms == terms(WholeCouncil(), Named(extension.releasable_to), Except(frozenset({CODES["KG"]})))
    assert found.reasons == (Narrowing.RELEASABLE_TO, Narrowing.NOT_RELEASABLE_TO)


def test_a_reference_is_told_only_where_it_narrows() -> None:
    wider, other = terms(WholeCouncil()), terms(Group(UUID(int=9)))
    assert narrow(COUNCIL, Marking.SILENT, None, [wider, wider]).reasons == ()
    found = narrow(COUNCIL, Marking.SILENT, None, [other])
    assert found.terms == terms(WholeCouncil(), Group(UUID(int=9)))
    assert found.reasons == (Narrowing.REFERENCE,)


def test_everything_that_can_be_told_has_its_sentence() -> None:
    assert set(NARROWINGS) == set(Narrowing)
    assert set(HANDLING) == set(Marking)
    for text in [*map(narrowing_text, Narrowing), *map(handling, Marking)]:
        assert text.endswith(".")


# The release extension.


def body(**members: object) -> dict[str, object]:
    return {"extension_type": "property-extension", **members}


def test_an_extension_is_read_whole() -> None:
    found = read_extension(
        body(releasable_to=["KZ", "KG"], not_releasable_to=["TJ"], attribution="masked"),
        CODES,
    )
    assert found == ReleaseExtension(
        frozenset({CODES["KZ"], CODES["KG"]}), frozenset({CODES["TJ"]}), Attribution.MASKED
    )
    assert read_extension(body(), CODES) == ReleaseExtension(None, frozenset(), Attribution.SHOWN)


@pytest.mark.parametrize(
    ("read", "at", "said"),
    [
        ([], "", "a JSON object"),
        ({}, "/extension_type", "property-extension"),
        ({"extension_type": "toplevel-property-extension"}, "/extension_type", "toplevel"),
        (body(releasable=["KZ"]), "/releasable", "releasable_to"),
        (body(**{"a/b~": 1}), "/a~1b~0", "Take it out"),
        (body(releasable_to=[]), "/releasable_to", "a list of 0"),
        (body(releasable_to="KZ"), "/releasable_to", "Came: KZ"),
        (body(releasable_to=None), "/releasable_to", "Came: None"),
        (body(releasable_to=["KZ"] * (CODES_MAX + 1)), "/releasable_to", "from 1 to 300"),
        (body(releasable_to=["KZ", "kg"]), "/releasable_to/1", "Came: kg"),
        (body(not_releasable_to=["KZ", ["KG"]]), "/not_releasable_to/1", "code of a party"),
        (body(not_releasable_to=["XX"]), "/not_releasable_to/0", "Came: XX"),
        (body(attribution="nobody"), "/attribution", "shown, secretariat, masked"),
        (body(attribution=[]), "/attribution", "Choose one"),
    ],
)
def test_what_an_extension_should_not_say_is_refused_with_a_sentence(read: object, at: str, said: str) -> None:
    found = read_extension(read, CODES)
    assert isinstance(found, Misread)
    assert found.pointer == f"/extensions/{RELEASE_EXTENSION}{at}"
    assert said in str(found.sentence)


# References inside one envelope.

SOME_TERMS = [
    COUNCIL,
    NOBODY,
    terms(Group(UUID(int=9))),
    *(terms(WholeCouncil(), Named(frozenset({p}))) for p in CODES.values()),
]
numbers = st.integers(0, 7)


@given(
    st.dictionaries(numbers, st.sampled_from(SOME_TERMS)),
    st.dictionaries(numbers, st.frozensets(numbers, max_size=3)),
)
def test_an_object_reaches_no_more_than_all_that_it_leads_to(
    own: dict[int, Terms], references: dict[int, frozenset[int]]
) -> None:
    found = fixpoint(own, references)
    assert set(found) == set(own)
    for start in own:
        led_to, new = {start}, {start}
        while new:
            new = {to for here in new for to in references.get(here, ()) if to in own} - led_to
            led_to |= new
        assert unite([found[start]]) == unite(own[id_] for id_ in led_to)


def test_a_chain_and_a_circle_as_long_as_an_envelope_are_followed_to_the_end() -> None:
    own = dict.fromkeys(range(1000), COUNCIL) | {999: terms(WholeCouncil(), Named(frozenset(CODES.values())))}
    chain = {n: {n + 1} for n in range(999)}
    for references in (chain, chain | {999: {0}}):
        assert set(fixpoint(own, references).values()) == {own[999]}


# Masked originators.

WHO = {
    "names": ["Republic of India", "India", "印度", "National  Security\nCouncil"],
    "codes": ["IN"],
    "identity_ids": ["identity--0c1f3c64-5a5d-4b8e-9a7d-0f0f0f0f0f0f"],
}


def named(**members: object) -> str | None:
    return names_originator(json.dumps(members).encode(), **WHO)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"description": "Seen in india."}, "India"),
        ({"description": "INDIA_2021"}, "India"),
        ({"description": "ＩＮＤＩＡ"}, "India"),
        ({"description": "In\u200bdia"}, "India"),
        ({"description": "来自India的报告"}, "India"),
        ({"description": "发自印度的报告"}, "印度"),
        ({"description": "the national security\n council"}, "National  Security\nCouncil"),
        ({"objects": [{"deep": [["by IN"]]}]}, "IN"),
        ({"x_india": 1}, "India"),
        ({"created_by_ref": "identity--0C1F3C64-5a5d-4b8e-9a7d-0f0f0f0f0f0f"}, WHO["identity_ids"][0]),
        ({"pattern_type": "stix", "pattern": "[a:b = 'from IN']"}, "IN"),
        ({"pattern_type": "stix", "pattern": r"[a:b = 'it\'s IN']"}, "IN"),
        ({"pattern_type": "yara", "pattern": "rule IN {}"}, "IN"),
    ],
)
def test_an_object_that_names_its_originator_is_found_out(members: dict[str, object], found: str) -> None:
    assert named(**members) == found
    assert found in str(refusal(found))


@pytest.mark.parametrize(
    "members",
    [
        {"description": "Seen in Indiana, malicious, in 印 and 度"},
        {"pattern_type": "stix", "pattern": "[ipv4-addr:value IN ('192.0.2.1')]"},
        {"labels": ["National Security", "Council"]},
        {"hashes": {"MD5": "BEGIN"}},
    ],
)
def test_words_that_only_look_like_a_name_are_let_through(members: dict[str, object]) -> None:
    assert named(**members) is None


def test_a_name_behind_an_escape_of_json_is_a_name() -> None:
    assert names_originator(rb'{"name": "\u0049ndia"}', names=["India"]) == "India"
