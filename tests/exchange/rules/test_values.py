"""By which values an object is found, and what a defanged value is read as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.rules.samples import domain, observable

from parley.exchange.rules.values import VALUES_MAX, observables, refang


@pytest.mark.parametrize(
    ("defanged", "meant"),
    [
        ("hxxp://example[.]org/a", "http://example.org/a"),
        ("hXXps[:]//example(.)org", "https://example.org"),
        ("hxxps[://]example{.}org", "https://example.org"),
        ("name[at]example[dot]org", "name@example.org"),
        ("name[@]example.org", "name@example.org"),
        ("192[.]0[.]2[.]1", "192.0.2.1"),
        ("fxp://example.org", "ftp://example.org"),
        ("2001:db8[:]1", "2001:db8:1"),
        ("C:\\.hidden\\x.exe", "C:\\.hidden\\x.exe"),
        ("example.org", "example.org"),
    ],
)
def test_what_was_defanged_is_read_as_it_was_meant(defanged: str, meant: str) -> None:
    assert refang(defanged) == meant


@given(st.text(max_size=60))
def test_a_search_finds_what_an_object_was_found_by(text: str) -> None:
    for value in observables(domain("indicator"), [("a:b", text)]):
        assert value == value.lower()


def test_indicators_and_observables_have_values_and_others_have_none() -> None:
    assert observables(domain("indicator"), [("domain-name:value", "Example[.]ORG ")]) == ("example.org",)
    assert observables(observable("domain-name", value="EXAMPLE.org"), ()) == ("example.org",)
    assert set(observables(observable("file"), ())) == {"x.exe", "a" * 32, "b" * 64}
    assert observables(observable("autonomous-system"), ()) == ("x", "as64496")
    assert observables(domain("identity", name="Example"), ()) == ()


def test_values_have_a_limit() -> None:
    assert len(observables(domain("indicator"), [("a:b", str(n)) for n in range(VALUES_MAX + 5)])) == VALUES_MAX
