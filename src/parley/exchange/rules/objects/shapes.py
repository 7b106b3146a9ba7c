"""The tables of the standard, made into checks, once, when the server starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from parley.council.errors import gettext_noop
from parley.exchange.rules.objects import conditions, values
from parley.exchange.rules.objects.conditions import Condition
from parley.exchange.rules.objects.faults import Fault, fault, missing
from parley.exchange.rules.objects.identifiers import Reference, type_in
from parley.exchange.rules.objects.limits import INTEGER_MAX
from parley.exchange.rules.objects.observables import EXTENSIONS, OBSERVABLE
from parley.exchange.rules.objects.standard import COMMON, DOMAIN, PARTS
from parley.exchange.rules.objects.timestamps import precise, timestamp, whole_seconds
from parley.exchange.rules.objects.values import Check

_FLOAT_MAX = 1.7976931348623157e308
EXTENSION_TYPES = frozenset({"new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension"})
RESERVED = ("severity", "username", "phone_number", "phone_numbers", "action")
"""3.8, in the spelling of the standard and of its errata."""


@dataclass(slots=True)
class Shape:
    """What one type, or one part of an object, is made of."""

    family: str
    checks: dict[str, Check] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)

    def __call__(self, of: Any) -> Fault | None:
        if type(of) is not dict or not of:
            return fault(gettext_noop("an object with properties"), of)
        return self.properties(of)

    def properties(self, of: Mapping[str, Any]) -> Fault | None:
        """1. What must be there is. 2. Each value is of its kind. 3. They fit together."""
        for name in self.required:
            if name not in of:
                return missing(name)
        checks = self.checks
        for name, value in of.items():
            check = checks.get(name)
            found = check(value) if check is not None else self._other(name, value)
            if found is not None:
                return found.under(name)
        for condition in self.conditions:
            if found := condition(of):
                return found
        return None

    def _other(self, name: str, value: Any) -> Fault | None:
        return values.plain(value) if self.family == "part" else values.custom(name, value)


def _lines(table: str) -> Iterator[tuple[bool, list[str]]]:
    """Each line: does it begin a type? And its words."""
    for line in table.splitlines():
        if line.strip():
            yield not line.startswith(" "), line.split()


_TYPES_OF: dict[str, frozenset[str]] = {
    family: frozenset(words[0] for begins, words in _lines(DOMAIN + OBSERVABLE) if begins and words[1] == family)
    for family in ("domain", "relationship", "observable", "meta", "marking")
}
STANDARD_TYPES = frozenset().union(*_TYPES_OF.values(), {"bundle"})


class Workshop:
    """Makes checks from the words of the tables. `local`: of an observable container, whose references are its keys
    (2.13).
    """

    def __init__(self, *, local: bool = False) -> None:
        self._local = local
        self._kinds: dict[str, Check] = dict(_KINDS)
        self.parts = self._read(PARTS + EXTENSIONS, {"part": Shape("part")})
        common = self._commons()
        self.types = self._read(DOMAIN + OBSERVABLE, common)
        self.foreign = {"domain": common["domain"], "observable": common["observable"]}

    def _commons(self) -> dict[str, Shape]:
        common: dict[str, Shape] = {}
        for begins, words in _lines(COMMON):
            if begins:
                family, *rest = words
                shape = common[family] = Shape(family)
                if rest[0] == "like":
                    base = common[rest[1]]
                    shape.checks, shape.references = dict(base.checks), dict(base.references)
                    shape.required = list(base.required)
            else:
                self._property(shape, words)
        for shape in common.values():
            shape.checks |= dict.fromkeys(RESERVED, values.never)
            if "modified" in shape.checks:
                shape.conditions.append(conditions.not_before("modified", "created"))
            if self._local:
                shape.required.remove("id")
        return common

    def _read(self, table: str, common: Mapping[str, Shape]) -> dict[str, Shape]:
        shapes: dict[str, Shape] = {}
        for begins, words in _lines(table):
            if begins:
                base = common[words[1]]
                shape = shapes[words[0]] = Shape(
                    words[1], dict(base.checks), list(base.required), list(base.conditions), dict(base.references)
                )
                if words[1] == "part":  # types and kinds share a name: domain-name
                    self._kinds[words[0]] = shape
                own: list[str] = []
            elif words[0] == ":":
                self._condition(shape, words[1:], own)
            else:
                self._property(shape, words)
                own.append(words[0].removesuffix("!"))
        return shapes

    def _property(self, shape: Shape, words: list[str]) -> None:
        name, kind = words[0].removesuffix("!"), words[1]
        if name in shape.required:
            shape.required.remove(name)
        if words[0].endswith("!"):
            shape.required.append(name)
        check = self._kind(kind)
        shape.checks[name] = check
        if "ref(" in kind:
            shape.references[name] = self._reference(kind.strip("[]"))

    def _condition(self, shape: Shape, words: list[str], own: list[str]) -> None:
        name, *names = words
        if name == "some":
            shape.conditions.append(conditions.any_of(*own))
        elif name in conditions.ALONE:
            shape.conditions.append(conditions.ALONE[name])
        else:
            shape.conditions.append(conditions.BUILDERS[name](*names))

    def _kind(self, kind: str) -> Check:
        if kind.startswith("["):
            return _listing(self._kind(kind[1:-1]))
        if kind.startswith("{"):
            return _entries([self._kind(each) for each in kind[1:-1].split("|")])
        name, _, inside = kind.partition("(")
        inside = inside.removesuffix(")")
        match name:
            case "integer":
                least, _, most = inside.partition("..")
                return values.integer(int(least or -INTEGER_MAX), int(most or INTEGER_MAX))
            case "float":
                least, _, most = inside.partition("..")
                return values.number(float(least or -_FLOAT_MAX), float(most or _FLOAT_MAX))
            case "enum":
                return values.one_of(frozenset(inside.split("|")))
            case "ref":
                return values.string if self._local else self._reference(kind)
            case "extensions":
                return _extensions({each: self.parts[each] for each in inside.split("|") if each})
            case _:
                # A part may be named before it stands in the table.
                return self._kinds.get(name) or (lambda value: self._kinds[name](value))  # noqa: PLW0108

    def _reference(self, kind: str) -> Reference:
        types: set[str] = set()
        foreign = False
        for each in kind.removeprefix("ref(").removesuffix(")").split("|"):
            if each == "@any":
                types |= STANDARD_TYPES - {"bundle"}
            else:
                types |= _TYPES_OF[each[1:]] if each.startswith("@") else {each}
            foreign = foreign or each.startswith("@")
        return Reference(frozenset(types), STANDARD_TYPES, foreign=foreign)


def _listing(item: Check) -> Check:
    """2.12: no list is empty."""

    def check(value: Any) -> Fault | None:
        if type(value) is not list or not value:
            return fault(gettext_noop("a list of at least one"), value)
        for place, each in enumerate(value):
            if found := item(each):
                return found.under(place)
        return None

    return check


def _entries(kinds: list[Check]) -> Check:
    def check(value: Any) -> Fault | None:
        if found := values.keys(value):
            return found
        for key, each in value.items():
            found = None
            for kind in kinds:
                found = kind(each)
                if found is None:
                    break
            if found is not None:
                return found.under(key)
        return None

    return check


def _extensions(predefined: Mapping[str, Shape]) -> Check:
    """3.2 and 7.3: predefined ones, those of an extension definition, and those of STIX 2.0 by their own name."""

    def check(value: Any) -> Fault | None:
        if type(value) is not dict or not value:
            return fault(gettext_noop("at least one extension"), value)
        for name, body in value.items():
            shape = predefined.get(name)
            found = shape(body) if shape is not None else _extension(name, body)
            if found is not None:
                return found.under(name)
        return None

    return check


_PREDEFINED_SUFFIX = "-ext"
_extension_type = values.one_of(EXTENSION_TYPES)


def _extension(name: str, body: Any) -> Fault | None:
    defined = type_in(name) == "extension-definition"
    if not defined and not (name.endswith(_PREDEFINED_SUFFIX) and values.KEY(name)):
        return fault(gettext_noop("the id of an extension definition, or a name that ends in -ext"), name)
    if type(body) is not dict or not body:
        return fault(gettext_noop("an object with properties"), body)
    if defined and "extension_type" not in body:
        return missing("extension_type")
    for member, value in body.items():
        found = _extension_type(value) if member == "extension_type" else values.custom(member, value)
        if found:
            return found.under(member)
    return None


def _translations(value: Any) -> Fault | None:
    """7.1.1: by language, and in it by the name of the property that is translated."""
    if type(value) is not dict or not value:
        return fault(gettext_noop("translations by language"), value)
    for tag, body in value.items():
        if found := values.language(tag):
            return found.under(tag)
        if type(body) is not dict or not body:
            return fault(gettext_noop("an object with properties"), body).under(tag)
        for name, translated in body.items():
            found = values.plain(translated) if values.PROPERTY(name) else values.custom(name, translated)
            if found:
                return found.under(name).under(tag)
    return None


def _container(value: Any) -> Fault | None:
    """2.13, deprecated: observables of one observation, which refer to one another by their keys."""
    if type(value) is not dict or not value:
        return fault(gettext_noop("at least one observable"), value)
    for key, each in value.items():
        if found := _contained(each, value):
            return found.under(key)
    return None


def _contained(each: Any, among: Mapping[str, Any]) -> Fault | None:
    if type(each) is not dict or type(each.get("type")) is not str:
        return fault(gettext_noop("an object with a type"), each)
    shape = LOCAL.types.get(each["type"])
    if shape is None or shape.family != "observable":
        return values.plain(each)
    if found := shape.properties(each):
        return found
    for name, reference in shape.references.items():
        to = each.get(name, [])
        for key in to if type(to) is list else [to]:
            if key not in among:
                return fault(gettext_noop("the key of an object beside this one"), key).under(name)
            type_ = among[key].get("type") if type(among[key]) is dict else None
            if name not in _EVERYWHERE and not (type(type_) is str and reference.admits(type_)):
                return Fault(reference.expected(), type_).under(name)
    return None


_EVERYWHERE = frozenset({"created_by_ref", "object_marking_refs"})


def _spec_version(value: Any) -> Fault | None:
    return None if value == "2.1" else fault(gettext_noop("“2.1”"), value)


_KINDS: dict[str, Check] = {
    "string": values.string,
    "boolean": values.boolean,
    "hex": values.hex_,
    "binary": values.binary,
    "dictionary": values.dictionary,
    "hashes": values.hashes,
    "listed-hashes": values.listed_hashes,
    "never": values.never,
    "relationship-type": values.relationship_type,
    "media-type": values.media_type,
    "character-set": values.character_set,
    "language": values.language,
    "cpe": values.cpe,
    "selector": values.selector,
    "mac": values.mac,
    "uri": values.uri,
    "email-address": values.email_address,
    "domain-name": values.domain_name,
    "ipv4": values.ipv4,
    "ipv6": values.ipv6,
    "registry-key": values.registry_key,
    "timestamp": timestamp,
    "precise-timestamp": precise,
    "whole-seconds": whole_seconds,
    "translations": _translations,
    "container": _container,
    "spec-version": _spec_version,
}
GLOBAL = Workshop()
LOCAL = Workshop(local=True)
