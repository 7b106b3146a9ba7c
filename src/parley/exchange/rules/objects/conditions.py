"""Conditions between the properties of an object: the words after a colon in the tables, and what each means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from parley.council.errors import gettext_noop
from parley.exchange.rules.objects.faults import Fault, fault, listed, missing
from parley.exchange.rules.objects.identifiers import is_version_4, type_in
from parley.exchange.rules.objects.timestamps import order

Object = Mapping[str, Any]
Condition = Callable[[Object], Fault | None]


def any_of(*names: str) -> Condition:
    """At least one of these."""

    def check(of: Object) -> Fault | None:
        if any(name in of for name in names):
            return None
        return fault(gettext_noop("at least one of: %(names)s"), names=listed(names))

    return check


def one_of(*names: str) -> Condition:
    """One of these and no other."""

    def check(of: Object) -> Fault | None:
        there = [name for name in names if name in of]
        return None if len(there) == 1 else fault(gettext_noop("one of: %(words)s"), listed(there), words=listed(names))

    return check


def needs(name: str, other: str) -> Condition:
    """The first only with the second."""

    def check(of: Object) -> Fault | None:
        return missing(other) if name in of and other not in of else None

    return check


def required_where(flag: str, name: str) -> Condition:
    """Where the flag is true, the property must be."""

    def check(of: Object) -> Fault | None:
        return missing(name) if of.get(flag) is True and name not in of else None

    return check


def forbidden_where(flag: str, name: str, *, where: bool = True) -> Condition:
    """Where the flag is true, the property must not be."""

    def check(of: Object) -> Fault | None:
        if of.get(flag) is where and name in of:
            return fault(
                gettext_noop("no %(name)s where %(flag)s is %(value)s"),
                of[name],
                name=name,
                flag=flag,
                value=str(where).lower(),
            ).under(name)
        return None

    return check


def forbidden_unless(flag: str, name: str) -> Condition:
    return forbidden_where(flag, name, where=False)


def not_before(later: str, earlier: str) -> Condition:
    """The first is the same time as the second or later."""

    def check(of: Object) -> Fault | None:
        if later in of and earlier in of and order(of[later]) < order(of[earlier]):
            return fault(gettext_noop("not before %(earlier)s"), of[later], earlier=earlier).under(later)
        return None

    return check


def after(later: str, earlier: str) -> Condition:
    """The first is later than the second."""

    def check(of: Object) -> Fault | None:
        if later in of and earlier in of and order(of[later]) <= order(of[earlier]):
            return fault(gettext_noop("later than %(earlier)s"), of[later], earlier=earlier).under(later)
        return None

    return check


def differ(one: str, other: str) -> Condition:
    """Not the standard's word but its sense (5.1): a relationship links two objects."""

    def check(of: Object) -> Fault | None:
        if of[one] == of[other]:
            return fault(gettext_noop("another object than %(other)s"), of[one], other=other).under(one)
        return None

    return check


def version_4_without(*names: str) -> Condition:
    """2.9: where nothing is there that an id could be made from, it MUST be random."""

    def check(of: Object) -> Fault | None:
        id_ = of.get("id")
        if any(name in of for name in names) or type_in(id_) is None or is_version_4(str(id_)):
            return None
        return fault(gettext_noop("a random UUID (version 4), since nothing here identifies the object"), id_).under(
            "id"
        )

    return check


_KNOWN_IDS = {
    "cve": re.compile(r"CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,18})", re.ASCII).fullmatch,
    "capec": re.compile(r"CAPEC-\d{1,18}", re.ASCII).fullmatch,
}


def well_known_source(of: Object) -> Fault | None:
    """4.1.1 and 4.19.1: an id of CVE or CAPEC stands under its source's name, and in its form."""
    source, id_ = of["source_name"], of.get("external_id", "")
    for name, fits in _KNOWN_IDS.items():
        if (source == name) != bool(fits(id_)):
            return fault(
                gettext_noop("an identifier of %(source)s if and only if that is the source_name"),
                id_,
                source=name.upper(),
            ).under("external_id")
    return None


def extension_properties(of: Object) -> Fault | None:
    """7.3.1."""
    if "extension_properties" in of and "toplevel-property-extension" not in of["extension_types"]:
        return fault(
            gettext_noop("no extension_properties without toplevel-property-extension"), of["extension_properties"]
        ).under("extension_properties")
    return None


_TLP = {
    "white": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
_TLP_IDS = frozenset(_TLP.values())


def marking(of: Object) -> Fault | None:
    """7.2.1: what it says, or an extension that says it. Of TLP there are four, word for word (7.2.1.4)."""
    type_, definition = of.get("definition_type"), of.get("definition")
    if type_ == "tlp" or of["id"] in _TLP_IDS:
        return _tlp(of)
    if "extensions" not in of:
        for name in ("definition_type", "definition"):
            if name not in of:
                return missing(name)
    if type_ == "statement" and not (isinstance(definition, dict) and type(definition.get("statement")) is str):
        return fault(gettext_noop("a definition that holds a statement, a text"), definition).under("definition")
    return None


def _tlp(of: Object) -> Fault | None:
    definition = of.get("definition")
    level = definition.get("tlp") if isinstance(definition, dict) else None
    expected = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _TLP.get(level) if isinstance(level, str) else None,
        "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp",
        "name": f"TLP:{str(level).upper()}",
        "definition": {"tlp": level},
    }
    if dict(of) == expected:
        return None
    return fault(gettext_noop("one of the four TLP markings, word for word as the standard has it"), of["id"]).under(
        "id"
    )


_SOCKET_OPTION = re.compile("(?:SO|ICMP|ICMP6|IP|IPV6|MCAST|TCP|IRLMP)(?:_[A-Z]++)++").fullmatch


def socket_options(of: Object) -> Fault | None:
    """6.12.5."""
    for name in of.get("options", ()):
        if not _SOCKET_OPTION(name):
            return fault(gettext_noop("a socket option, such as SO_REUSEADDR"), name).under("options")
    return None


BUILDERS: dict[str, Callable[..., Condition]] = {
    "any-of": any_of,
    "one-of": one_of,
    "needs": needs,
    "required-where": required_where,
    "forbidden-where": forbidden_where,
    "forbidden-unless": forbidden_unless,
    "not-before": not_before,
    "after": after,
    "differ": differ,
    "version-4-without": version_4_without,
}
ALONE: dict[str, Condition] = {
    "well-known-source": well_known_source,
    "extension-properties": extension_properties,
    "marking": marking,
    "socket-options": socket_options,
}
