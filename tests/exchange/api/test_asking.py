"""What a client asks for, as rules: the query, the media types, the token (TAXII 2.1, 1.6.8, 1.6.9, 3.4)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.rules import asking
from parley.exchange.rules.asking import DELETION, FEED, OBJECT, OBJECT_VERSIONS, Ask, MalformedError
from parley.exchange.rules.feeds import EVERYTHING, Filter, micros

PAGE = 1000


def ask(query: str, taken: frozenset[str] = FEED) -> Ask:
    return asking.ask(query, taken, PAGE)


def test_without_parameters_the_latest_versions_from_the_oldest_on_are_asked_for() -> None:
    assert ask("") == Ask(limit=PAGE, on=EVERYTHING, added_after=None, next="")


def test_several_values_of_a_match_are_alternatives_in_any_order() -> None:
    one = ask("match[type]=incident,malware&match[id]=b--2,a--1")
    assert one.on == Filter(ids=("a--1", "b--2"), types=("incident", "malware"))
    assert ask("match%5Bid%5D=a--1%2Cb--2&match[type]=malware,incident").on == one.on


@pytest.mark.parametrize(
    "query",
    [
        "added_after=2021-12-07T00:00:00Z&added_after=2021-12-08T00:00:00Z",
        "limit=1&limit=1",
        "next=a&next=b",
        "match[type]=malware&match[type]=malware",
        "match[type]=malware&match%5Btype%5D=incident",
    ],
)
def test_a_parameter_that_comes_twice_is_malformed(query: str) -> None:
    with pytest.raises(MalformedError, match="one instance"):
        ask(query)


@pytest.mark.parametrize(
    "limit",
    ["0", "-1", "+1", "1.0", "1e3", "", " 1", "1 ", "x", "0x10", "١", "²", "9" * 17, str(2**53), "9" * 5000],
)
def test_a_limit_that_is_no_positive_integer_is_malformed(limit: str) -> None:
    with pytest.raises(MalformedError, match="limit"):
        ask(urlencode({"limit": limit}))


@pytest.mark.parametrize(
    ("limit", "served"), [("1", 1), ("999", 999), ("1000", 1000), ("1001", 1000), (str(10**9), 1000)]
)
def test_a_limit_above_the_servers_own_means_the_servers_own(limit: str, served: int) -> None:
    assert ask(f"limit={limit}").limit == served


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-12-07T09:30:00.000000Z", datetime(2021, 12, 7, 9, 30, tzinfo=UTC)),
        ("2021-12-07T09:30:00Z", datetime(2021, 12, 7, 9, 30, tzinfo=UTC)),
        ("2021-12-07T09:30:00.5Z", datetime(2021, 12, 7, 9, 30, 0, 500_000, tzinfo=UTC)),
        ("2021-12-07T09:30:00.123456789Z", datetime(2021, 12, 7, 9, 30, 0, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2024-02-29T00:00:00.000Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_added_after_is_a_moment_in_utc_with_any_digits(text: str, moment: datetime) -> None:
    assert ask(f"added_after={text}").added_after == micros(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2021-12-07",
        "2021-12-07T09:30:00",
        "2021-12-07T09:30:00+00:00",
        "2021-12-07t09:30:00z",
        "2021-12-07 09:30:00Z",
        "2021-02-29T00:00:00Z",
        "2021-13-01T00:00:00Z",
        "2021-12-07T24:00:00Z",
        "2021-12-07T09:30:61Z",
        "9999-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "2021-12-07T09:30:00.Z",
        "٢٠٢١-12-07T09:30:00Z",
        "2021-12-07T09:30:00Z,2021-12-08T09:30:00Z",
        "2021-12-07T09:30:00Z\n",
        "1638869400",
    ],
)
@pytest.mark.parametrize("name", ["added_after", "match[version]"])
def test_a_moment_in_another_form_is_malformed(name: str, text: str) -> None:
    if name == "match[version]" and "," in text:
        return
    with pytest.raises(MalformedError):
        ask(urlencode({name: text}))


@pytest.mark.parametrize(
    ("versions", "read"),
    [
        ("last", ("last",)),
        ("first", ("first",)),
        ("all", ("all",)),
        ("last,first", ("first", "last")),
        ("first,2018-03-02T01:01:01.123Z,last", ("2018-03-02T01:01:01.123000Z", "first", "last")),
        ("2016-01-01T01:01:01.000Z", ("2016-01-01T01:01:01.000000Z",)),
        ("2016-01-01T01:01:01Z", ("2016-01-01T01:01:01.000000Z",)),
    ],
)
def test_versions_are_words_and_timestamps_as_the_store_writes_them(versions: str, read: tuple[str, ...]) -> None:
    assert ask(f"match[version]={versions}").on.versions == read


@pytest.mark.parametrize(
    "versions",
    [
        "last,last",
        "all,last",
        "all,all",
        "newest",
        "",
        "first,",
        "2016-01-01T01:01:01.000Z,all",
        "ALL",
        "2016-01-01T01:01:01.100Z,2016-01-01T01:01:01.1Z",
    ],
)
def test_a_version_twice_or_all_with_others_is_malformed(versions: str) -> None:
    with pytest.raises(MalformedError):
        ask(f"match[version]={versions}")


@pytest.mark.parametrize("text", ["2.1", "2.0", "2.0,2.1"])
def test_spec_versions_are_asked_for_as_they_are(text: str) -> None:
    assert ask(f"match[spec_version]={text}").on.spec_versions == tuple(text.split(","))


@pytest.mark.parametrize(
    "query",
    [
        "match[spec_version]=two",
        "match[spec_version]=",
        "match[spec_version]=2",
        "match[type]=",
        "match[type]=a,,b",
        "match[id]=,",
        "match[id]=%00",
        "match[id]=a%0Ab",
        "match[id]=%FF",
        "match[id]=%ED%A0%80",
        f"match[id]={'a' * 301}",
        "match[id]=" + ",".join(map(str, range(1001))),
        "next=",
        f"next={'a' * 2001}",
        "&".join(f"a{i}=1" for i in range(51)),
        "a=" + "b" * 70_000,
    ],
)
def test_a_malformed_query_is_refused_with_a_sentence(query: str) -> None:
    with pytest.raises(MalformedError, match=r"Expected: .+ Came: ") as refused:
        ask(query)
    assert len(str(refused.value)) < 300


def test_what_the_standard_does_not_name_is_ignored() -> None:
    assert ask("match[severity]=high&page=2&match=x&limit=5") == Ask(limit=5)


@pytest.mark.parametrize("name", ["match[id]", "match[type]"])
@pytest.mark.parametrize("taken", [OBJECT, OBJECT_VERSIONS, DELETION])
def test_of_one_object_neither_id_nor_type_can_be_matched(name: str, taken: frozenset[str]) -> None:
    with pytest.raises(MalformedError, match="only"):
        ask(f"{name}=indicator", taken)


@pytest.mark.parametrize("query", ["limit=1", "next=a", "added_after=2021-12-07T00:00:00Z", "match[severity]=low"])
def test_a_deletion_ignores_no_filter(query: str) -> None:
    with pytest.raises(MalformedError, match="only"):
        ask(query, DELETION)


def test_a_deletion_means_all_versions_unless_it_says_which() -> None:
    assert ask("", DELETION).on.versions == ("all",)
    assert ask("match[spec_version]=2.1", DELETION).on.versions == ("all",)
    assert ask("match[version]=last", DELETION).on.versions == ("last",)


@given(st.text(max_size=200))
def test_any_query_is_read_or_refused(text: str) -> None:
    for query in (text, quote(text, errors="replace"), f"limit={text}&match[id]={text}"):
        try:
            found = ask(query)
        except MalformedError:
            continue
        assert 1 <= found.limit <= PAGE


# Media types


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/*",
        "application/taxii+json",
        "application/taxii+json;version=2.1",
        "application/taxii+json; version=2.1",
        'Application/TAXII+JSON;Version="2.1"',
        "application/taxii+json;version=2.1;q=0.001",
        "text/html, application/taxii+json;version=2.1;q=0.5, */*;q=0.1",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
        "application/taxii+json;version=2.2, application/taxii+json",
        "application/taxii+json;version=2.0;q=0, */*",
        "application/json, */*;q=0.1",
    ],
)
def test_an_accept_that_lets_taxii_in_is_acceptable(accept: str) -> None:
    assert asking.acceptable(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/json",
        "application/stix+json;version=2.1",
        "application/taxii+json;version=2.0",
        "application/taxii+json;version=2.2",
        "application/vnd.oasis.taxii+json; version=2.0",
        "application/taxii+json;version=2.1;q=0",
        "application/taxii+json;version=2.1;q=0, */*",
        "application/taxii+json;q=0, */*;q=0.5",
        "*/*;q=0",
        "*/*;q=0.0000",
        "*/*;q=2",
        "*/*;q=nan",
        ",",
        ";;;",
        "a" * 3000,
    ],
)
def test_an_accept_that_shuts_taxii_out_is_not(accept: str) -> None:
    assert not asking.acceptable(accept)


def test_a_manifest_may_be_asked_for_as_stix_as_well() -> None:
    assert asking.acceptable("application/taxii+json;version=2.1,application/stix+json;version=2.1", stix=True)
    assert asking.acceptable("application/stix+json;version=2.1", stix=True)
    assert not asking.acceptable("application/stix+json;q=0", stix=True)


@given(st.text(alphabet='*/;=,q019."a -+version21.taxijson', max_size=80))
def test_any_accept_is_judged(text: str) -> None:
    assert asking.acceptable(text) in {True, False}


@pytest.mark.parametrize(
    ("content_type", "taken"),
    [
        ("application/taxii+json;version=2.1", True),
        ("application/taxii+json", True),
        ("application/taxii+json; charset=UTF-8; version=2.1", True),
        ("application/taxii+json;version=2.0", False),
        ("application/taxii+json;charset=utf-16", False),
        ("application/json", False),
        ("application/stix+json;version=2.1", False),
        ("application/vnd.oasis.stix+json; version=2.0", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("", False),
    ],
)
def test_a_body_is_taken_when_it_calls_itself_taxii_in_utf_8(content_type: str, taken: bool) -> None:
    assert asking.is_taxii(content_type) is taken


# The token


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        "Bearer parley_x",
        "bearer  parley_x",
        "BEARER parley_x ",
        basic("token:parley_x"),
        basic(":parley_x"),
        basic("аб:parley_x"),
    ],
)
def test_a_token_comes_as_bearer_or_as_the_password_of_basic(header: str) -> None:
    assert asking.token(header) == "parley_x"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Basic",
        "Basic !!!",
        "Basic /w==",
        basic("parley_x"),
        "Token parley_x",
        "parley_x",
        "Bearer " + "x" * 2000,
    ],
)
def test_no_other_header_holds_a_token(header: str) -> None:
    assert asking.token(header) == ""


def test_a_password_may_hold_colons() -> None:
    assert asking.token(basic("user:a:b")) == "a:b"
