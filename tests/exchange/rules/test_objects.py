"""What is refused of an object, where, and in which words; and what the rest of Parley is told of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.rules.samples import AT, NOW, domain, id_of, marking, observable

from parley.exchange.rules.objects import Checked, Pattern, Refused, check
from parley.exchange.rules.objects.limits import AHEAD_MAX, DEPTH_MAX, OBJECT_BYTES_MAX
from parley.exchange.rules.objects.timestamps import canonical, order

CLEAR = id_of("marking-definition", 7)


def judged(of: Any) -> Checked | Refused:
    return check(json.dumps(of).encode(), NOW)


def refused(raw: bytes) -> Refused:
    found = check(raw, NOW)
    assert isinstance(found, Refused)
    return found


def taken(of: Any) -> Checked:
    found = judged(of)
    assert isinstance(found, Checked), found
    return found


# What two readers could read in two ways


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"5",
        b"{",
        b"\xef\xbb\xbf{}",
        b'{"type":"identity"} x',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\x00"}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":01}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"[" * 200_000,
        b'{"a":' * 20_000,
    ],
)
def test_what_is_no_json_object_is_refused_whole(raw: bytes) -> None:
    found = refused(raw)
    assert found.pointer == ""
    assert str(found.sentence).startswith("Expected: ")


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\uDC00x", "a\\ud83d"])
def test_text_that_cannot_be_held_is_refused_where_it_is(text: str) -> None:
    raw = json.dumps(domain("identity", x_y={"a/b": ["HERE"]})).replace("HERE", text).encode()
    assert refused(raw).pointer == "/x_y/a~1b/0"


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert taken(domain("identity", name="\U0001f600")).name == "\U0001f600"


@pytest.mark.parametrize("name", ["type", "x_new", "\\u0074ype"])
def test_a_name_that_comes_twice_is_refused_at_any_depth(name: str) -> None:
    whole = json.dumps(domain("identity", x_new="a"))
    assert "each name once" in str(refused((whole[:-1] + f',"{name}":"b"}}').encode()).sentence)
    inner = json.dumps(domain("identity", x_y="HERE")).replace('"HERE"', f'[{{"{name}":1,"{name}":2}}]')
    assert "each name once" in str(refused(inner.encode()).sentence)


def test_depth_and_size_have_their_limits() -> None:
    def nested(levels: int) -> Any:
        return [] if levels == 0 else [nested(levels - 1)]

    assert taken(domain("identity", x_y=[nested(DEPTH_MAX - 3)]))
    assert str(DEPTH_MAX) in str(refused(json.dumps(domain("identity", x_y=[nested(DEPTH_MAX)])).encode()).sentence)
    assert taken(domain("identity", x_y=["[" * 1000]))
    big = json.dumps(domain("identity", name="x" * OBJECT_BYTES_MAX)).encode()
    assert str(OBJECT_BYTES_MAX) in str(refused(big).sentence)


@pytest.mark.parametrize("number", ["9007199254740992", "-9007199254740992", "1e999", "123456789012345678901234567890"])
def test_numbers_that_a_reader_could_round_are_refused(number: str) -> None:
    raw = json.dumps(domain("identity", x_y={"n": [5]})).replace("[5]", f"[{number}]").encode()
    assert refused(raw).pointer == "/x_y/n/0"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_no_octets_break_it(raw: bytes) -> None:
    assert isinstance(check(raw, NOW), Refused)


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(
            ["type", "id", "spec_version", "created", "modified", "extensions", "granular_markings", "x_y"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=8,
        ),
    )
)
def test_no_object_breaks_it(of: dict[str, Any]) -> None:
    for given_ in (of, domain("identity") | of, observable("file") | of, marking() | of):
        judged(given_)


# What kind of object it is


def test_an_object_of_stix_2_0_is_told_how_it_is_converted() -> None:
    old = domain("identity", identity_class="individual")
    del old["spec_version"]
    for of in (old, domain("identity", spec_version="2.0")):
        found = judged(of)
        assert isinstance(found, Refused)
        assert found.pointer == "/spec_version"
        assert "parley exchange import" in str(found.sentence)
        assert found.id == id_of("identity")
        assert found.version == "2021-12-07T09:30:00.000000Z"


def test_a_bundle_is_no_object() -> None:
    assert refused(json.dumps({"type": "bundle", "id": id_of("bundle")}).encode()).pointer == "/type"


@pytest.mark.parametrize("type_", ["action", "X-a", "ab", "x--y", "x-", "a" * 251, "x y", 5, None])
def test_what_is_no_type_is_refused(type_: Any) -> None:
    assert refused(json.dumps(domain("identity", type=type_)).encode()).pointer == "/type"


def test_types_of_others_are_taken_with_and_without_versions() -> None:
    assert taken(domain("x-parley-recall", recalled_id=id_of("file"))).type == "x-parley-recall"
    assert taken({"type": "x-thing", "id": id_of("x-thing"), "size": 5}).version == ""


# Times


def test_a_version_is_written_as_taxii_writes_it() -> None:
    assert canonical("2021-12-07T09:30:00Z") == "2021-12-07T09:30:00.000000Z"
    assert canonical("2021-12-07T09:30:00.1Z") == "2021-12-07T09:30:00.100000Z"
    assert canonical("2021-12-07T09:30:00.123456789Z") == "2021-12-07T09:30:00.123456Z"


def test_zeroes_at_the_end_of_a_second_say_nothing() -> None:
    assert order("2021-12-07T09:30:00.100Z") == order("2021-12-07T09:30:00.1Z")
    assert order("2021-12-07T09:30:00.000Z") == order("2021-12-07T09:30:00Z")
    assert order("2021-12-07T09:30:00.1Z") < order("2021-12-07T09:30:00.1000001Z")
    assert taken(domain("identity", created="2021-12-07T09:30:00.1200Z", modified="2021-12-07T09:30:00.120Z"))


def test_a_version_from_the_future_is_refused() -> None:
    def at(ahead: timedelta) -> str:
        return (NOW + ahead).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    assert taken(domain("identity", modified=at(AHEAD_MAX)))
    found = judged(domain("identity", modified=at(AHEAD_MAX + timedelta(seconds=1))))
    assert isinstance(found, Refused)
    assert found.pointer == "/modified"
    late = judged(marking(created=at(timedelta(days=1))))
    assert isinstance(late, Refused)
    assert late.pointer == "/created"


@pytest.mark.parametrize("time", ["2021-02-29T00:00:00.000Z", "2021-12-07T23:59:60.000Z", "2021-12-07T09:30:00.000z"])
def test_times_that_no_calendar_has_are_refused(time: str) -> None:
    assert refused(json.dumps(domain("identity", created=time)).encode()).pointer == "/created"


# What is told of it


def test_references_are_found_at_any_depth_but_markings_of_parts_are_not_among_them() -> None:
    found = taken(
        observable(
            "file",
            object_marking_refs=[CLEAR],
            granular_markings=[{"selectors": ["name"], "marking_ref": id_of("marking-definition", 8)}],
            extensions={"archive-ext": {"contains_refs": [id_of("file", 2)]}},
            parent_directory_ref=id_of("directory"),
            x_own={"deep": [{"thing_ref": id_of("malware"), "other_ref": "no id"}]},
        )
    )
    assert set(found.references) == {
        ("/object_marking_refs/0", CLEAR),
        ("/extensions/archive-ext/contains_refs/0", id_of("file", 2)),
        ("/parent_directory_ref", id_of("directory")),
        ("/x_own/deep/0/thing_ref", id_of("malware")),
    }
    assert found.marking_refs == {CLEAR, id_of("marking-definition", 8)}
    assert found.granular


def test_extensions_of_a_definition_are_told_apart() -> None:
    defined = id_of("extension-definition")
    found = taken(domain("identity", extensions={defined: {"extension_type": "property-extension", "rank": 1}}))
    assert found.extensions == {defined: {"extension_type": "property-extension", "rank": 1}}
    assert taken(observable("file")).extensions == {}


def test_a_pattern_is_simple_undecided_or_none() -> None:
    simple = taken(domain("indicator"))
    assert (simple.pattern, simple.values) == (Pattern.SIMPLE, (("domain-name:value", "example.org"),))
    assert simple.valid_until == "2021-12-08T09:30:00.000000Z"
    assert taken(domain("indicator", pattern="[a-b:cde MATCHES 'x']")).pattern is Pattern.UNDECIDED
    assert taken(domain("indicator", pattern="rule x {}", pattern_type="yara")).pattern is Pattern.NONE
    found = judged(domain("indicator", pattern="[domain-name:value = ]"))
    assert isinstance(found, Refused)
    assert found.pointer == "/pattern"
    assert "character 22" in str(found.sentence)


@pytest.mark.parametrize("selector", ["name.[0]", "nothing", "labels.[2]", "labels.a", "external_references.[0].url"])
def test_a_selector_of_what_is_not_there_is_refused(selector: str) -> None:
    of = domain("identity", labels=["a", "b"], granular_markings=[{"selectors": [selector], "marking_ref": CLEAR}])
    found = judged(of)
    assert isinstance(found, Refused)
    assert found.pointer == "/granular_markings/0/selectors/0"
    of["granular_markings"][0]["selectors"] = ["labels.[1]", "name", "labels"]
    assert taken(of)


def test_a_marking_does_not_mark_itself() -> None:
    own = marking()["id"]
    assert refused(json.dumps(marking(object_marking_refs=[own])).encode()).pointer == "/object_marking_refs"


def test_of_tlp_there_are_four_definitions_word_for_word() -> None:
    white = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp",
        "name": "TLP:WHITE",
        "definition": {"tlp": "white"},
    }
    assert taken(white)
    for other in ({"id": CLEAR}, {"name": "TLP:RED"}, {"definition": {"tlp": "red"}}, {"definition_type": "statement"}):
        assert isinstance(judged(white | other), Refused)


def test_a_refusal_points_into_the_object_and_says_what_to_do() -> None:
    found = judged(domain("campaign", external_references=[{"source_name": "x", "url": "not a uri"}]))
    assert isinstance(found, Refused)
    assert found.pointer == "/external_references/0/url"
    assert str(found.sentence).endswith("Came: not a uri. Correct it and send the object again.")


@pytest.mark.parametrize(
    "value", ["http://[" + "1" * 50_000, "a:" + "%" * 50_000, "a://" + "a@" * 30_000, "a:" + "/" * 50_000 + " "]
)
def test_no_value_is_read_more_than_a_few_times(value: str) -> None:
    """Nor is a language, an address or a CPE: an expression that goes back would take minutes here."""
    judged(observable("url", value=value))
    judged(observable("email-addr", value=value))
    judged(observable("domain-name", value="a-" * 25_000))
    judged(observable("software", cpe="cpe:2.3:a" + ":?*" * 20_000, languages=["a-" * 20_000]))
    judged(domain("identity", lang="x-" + "a" * 50_000, created=AT))
