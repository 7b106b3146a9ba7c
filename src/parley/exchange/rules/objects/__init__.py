"""Is it a STIX 2.1 object, and what does the rest of Parley need to know of it? Pure.

The oracle of the tests is stix2-validator, with its MUSTs; tests/exchange/rules/test_oracle.py lists where we differ,
and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from parley.council.errors import Message, gettext_noop
from parley.exchange.rules import patterns
from parley.exchange.rules.objects.faults import ABSENT, Fault, fault, missing
from parley.exchange.rules.objects.identifiers import is_type, type_in
from parley.exchange.rules.objects.reading import read
from parley.exchange.rules.objects.references import Reference, marking_refs, markings, references
from parley.exchange.rules.objects.shapes import GLOBAL, Shape
from parley.exchange.rules.objects.timestamps import ahead, canonical

SPEC_VERSION = "2.1"
CONVERT = Message(
    gettext_noop("If it is an object of STIX 2.0, `parley exchange import` converts it. Otherwise correct it.")
)


class Pattern(Enum):
    """What is known of an indicator's pattern. NONE: there is none, or it is in another language than STIX."""

    NONE = auto()
    SIMPLE = auto()
    UNDECIDED = auto()  # slow_patterns.py decides


@dataclass(frozen=True, slots=True)
class Refused:
    """`pointer` (RFC 6901) begins at the object. `id` and `version` are empty where they could not be read."""

    pointer: str
    sentence: Message
    id: str = ""
    version: str = ""


class Checked(NamedTuple):
    """`version` and `valid_until` are as TAXII 2.1 writes timestamps, so that as texts they sort by time; `version` is
    "" of what has neither `modified` nor `created`. `created` and `modified` are as they came. `parsed` is not to be
    changed.
    """

    id: str
    type: str
    version: str
    created: str | None
    modified: str | None
    references: tuple[Reference, ...]
    marking_refs: frozenset[str]
    granular: bool
    extensions: Mapping[str, Any]  # those of an extension definition, by its id
    pattern: Pattern
    values: tuple[tuple[str, str], ...]  # of a simple pattern: object path and value
    valid_until: str | None
    revoked: bool
    name: str | None
    parsed: dict[str, Any]
    spec_version: str = SPEC_VERSION


_NO_EXTENSIONS: Mapping[str, Any] = {}


def check(raw: bytes, now: datetime) -> Checked | Refused:
    """Judge the octets of one object.

    1. They are I-JSON, of a bounded size and depth (reading.py).
    2. The type and the id name the same type, and the version of the standard is ours.
    3. The properties are those of the type (shapes.py).
    4. Its markings can be followed, and it is not from the future.
    5. Its pattern is one, as far as that can be said at once (patterns.py).
    """
    parsed = read(raw)  # 1
    if isinstance(parsed, Fault):
        return Refused(parsed.pointer, parsed.sentence())
    type_ = parsed.get("type", ABSENT)
    found = _head(parsed, type_) or _shape(parsed, type_).properties(parsed)  # 2, 3
    if found is not None:
        return _refused(found, parsed)
    created, modified = parsed.get("created"), parsed.get("modified")
    at = modified or created
    version = canonical(at) if at else ""
    marked_by = marking_refs(parsed)
    found = markings(parsed, marked_by) if marked_by or "granular_markings" in parsed else None  # 4
    found = found or (ahead(version, now) if version else None)
    if found is not None:
        return _refused(found if found.pointer else found.under("modified" if modified else "created"), parsed)
    pattern = Pattern.NONE
    values: tuple[tuple[str, str], ...] = ()
    if type_ == "indicator" and parsed["pattern_type"] == "stix":  # 5
        match patterns.recognise(parsed["pattern"]):
            case patterns.Simple() as simple:
                pattern, values = Pattern.SIMPLE, simple.values
                found = _paths(simple.paths)
            case patterns.Undecided():
                pattern = Pattern.UNDECIDED
            case patterns.Malformed() as malformed:
                found = Fault(malformed.sentence(), parsed["pattern"][malformed.position :][:60])
        if found is not None:
            return _refused(found.under("pattern"), parsed)
    valid_until = parsed.get("valid_until") if type_ == "indicator" else None
    name = parsed.get("name")
    return Checked(
        id=parsed["id"],
        type=type_,
        version=version,
        created=created,
        modified=modified,
        references=references(parsed),
        marking_refs=marked_by,
        granular="granular_markings" in parsed,
        extensions=_extensions(parsed) if "extensions" in parsed else _NO_EXTENSIONS,
        pattern=pattern,
        values=values,
        valid_until=canonical(valid_until) if valid_until else None,
        revoked=parsed.get("revoked") is True,
        name=name if type(name) is str else None,
        parsed=parsed,
    )


def _head(parsed: Mapping[str, Any], type_: Any) -> Fault | None:
    """2. Told before anything else: of an object of another standard, everything else would be wrong as well."""
    if type_ == "bundle":
        return fault(gettext_noop("one object, not a bundle: send the objects that are in it"), type_).under("type")
    if not is_type(type_):
        return fault(gettext_noop("the name of a type: small letters of ASCII, digits and hyphens"), type_).under(
            "type"
        )
    if ("spec_version" not in parsed and "created" in parsed) or parsed.get("spec_version") == "2.0":
        came = parsed.get("spec_version", ABSENT)
        return Fault(Message(gettext_noop("“2.1”")), came, CONVERT).under("spec_version")
    if "id" not in parsed:
        return missing("id")
    if type_in(parsed["id"]) != type_:
        return fault(gettext_noop("%(type)s, two hyphens and a UUID (RFC 4122)"), parsed["id"], type=type_).under("id")
    return None


def _shape(parsed: Mapping[str, Any], type_: str) -> Shape:
    """Of a type that is not the standard's, what has no version is taken for an observable (3.6)."""
    shape = GLOBAL.types.get(type_)
    if shape is None:
        shape = GLOBAL.foreign["domain" if "created" in parsed or "modified" in parsed else "observable"]
    return shape


def _paths(paths: tuple[tuple[str, str], ...]) -> Fault | None:
    """The types and properties that a pattern names could be there (3.1)."""
    for type_, name in paths:
        if not is_type(type_):
            return fault(gettext_noop("patterns that name types of STIX"), type_)
        if not patterns.is_property(name):
            return fault(gettext_noop("patterns that name properties of STIX"), name)
    return None


def _extensions(parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: body for name, body in parsed["extensions"].items() if "extension_type" in body}


def _refused(found: Fault, parsed: Mapping[str, Any]) -> Refused:
    id_ = parsed.get("id")
    version = ""
    for name in ("created", "modified"):
        text = parsed.get(name)
        if type(text) is str and GLOBAL.foreign["domain"].checks[name](text) is None:
            version = canonical(text)
    return Refused(found.pointer, found.sentence(), id_ if type(id_) is str and type_in(id_) else "", version)
