"""What an object refers to, and what its markings cover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from parley.council.errors import gettext_noop
from parley.exchange.rules.objects.faults import Fault, escaped, fault
from parley.exchange.rules.objects.identifiers import type_in

Reference = tuple[str, str]
"""A JSON pointer, and the identifier that stands there."""


def references(parsed: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Every identifier under a name in `_ref` or `_refs` (3.1), at any depth; not those of granular markings, which
    are markings, nor the keys of an observable container."""
    found: list[Reference] = []
    for name, value in parsed.items():
        kind = type(value)
        if kind is str:
            if name[-4:] == "_ref":
                _add(value, f"/{escaped(name)}", found)
        elif (kind is list or kind is dict) and name != "granular_markings":
            found += _inside(name, value, "")
    return tuple(found)


def _inside(name: str, value: Any, above: str) -> Iterator[Reference]:
    pointer = f"{above}/{escaped(name)}"
    if type(value) is str:
        if name[-4:] == "_ref" and type_in(value):
            yield pointer, value
    elif type(value) is dict:
        for inner, each in value.items():
            yield from _inside(inner, each, pointer)
    elif type(value) is list:
        listed = name[-5:] == "_refs"
        for place, each in enumerate(value):
            if type(each) is str:
                if listed and type_in(each):
                    yield f"{pointer}/{place}", each
            elif type(each) is dict or type(each) is list:
                yield from _inside(str(place), each, pointer)


def _add(value: str, pointer: str, found: list[Reference]) -> None:
    if type_in(value):
        found.append((pointer, value))


def marking_refs(parsed: Mapping[str, Any]) -> frozenset[str]:
    """Of the object and of its parts (7.2.2, 7.2.3)."""
    of_parts = (each["marking_ref"] for each in parsed.get("granular_markings", ()) if "marking_ref" in each)
    return frozenset((*parsed.get("object_marking_refs", ()), *of_parts))


_INDEX = re.compile(r"\[(\d{1,9})\]", re.ASCII).fullmatch


def markings(parsed: Mapping[str, Any], marked_by: frozenset[str]) -> Fault | None:
    """1. No definition marks itself (3.2). 2. What a selector names is there (7.2.3)."""
    if parsed["id"] in marked_by:  # 1
        return fault(gettext_noop("a marking that does not mark itself"), parsed["id"]).under("object_marking_refs")
    for number, marking in enumerate(parsed.get("granular_markings", ())):  # 2
        for place, selector in enumerate(marking["selectors"]):
            if not _selected(parsed, selector):
                found = fault(gettext_noop("a selector of something that is in this object"), selector)
                return found.under(place).under("selectors").under(number).under("granular_markings")
    return None


def _selected(within: Any, selector: str) -> bool:
    for step in selector.split("."):
        index = _INDEX(step)
        if index and type(within) is list and int(index[1]) < len(within):
            within = within[int(index[1])]
        elif not index and type(within) is dict and step in within:
            within = within[step]
        else:
            return False
    return True
