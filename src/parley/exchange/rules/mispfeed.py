"""What a party may see as events of MISP (misp-core-format): for a MISP that subscribes to them. Pure.

1. Each report and each grouping is an event, with what it names as far as the party may see it.
2. What else an originator added on a day is one event, without what its reports and groupings of that day name.
3. Ids follow from the party and what it sees; no two events share an attribute's id, since a MISP takes each once.
4. Of an indicator whose values hold only together, and of one that is not simple, the pattern itself is the value.

The format knows less than STIX: docs/formats.md says what is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from parley.exchange.rules import recall
from parley.exchange.rules.attributes import CATEGORIES, of_observable, of_pattern
from parley.exchange.rules.feeds import moment
from parley.exchange.rules.objects.timestamps import canonical
from parley.release.rules.markings import Marking, strictest

Json = dict[str, Any]
Known = Mapping[UUID, Mapping[str, Marking]]
"""What each originator's own definitions of markings say: another's say nothing of its objects (rule 7)."""

DAY = 86_400 * 10**6
"""Microseconds."""
TEXT_BYTES_MAX = 65_535
"""Of a value: MISP's column holds no more."""
INFO_CHARS_MAX = 500
MASKED = "Originator masked"
EVENT_TYPES = ("report", "grouping")
_NAMESPACE = UUID("0c6c7d0e-6a53-5c0f-9d0a-4d5f7f0e1b52")
_TLP: Mapping[Marking, tuple[str, str]] = {
    Marking.CLEAR: ("tlp:clear", "#ffffff"),
    Marking.GREEN: ("tlp:green", "#33ff00"),
    Marking.AMBER: ("tlp:amber", "#ffc000"),
    Marking.AMBER_STRICT: ("tlp:amber+strict", "#ffc000"),
    Marking.RED: ("tlp:red", "#ff2b2b"),
    Marking.UNKNOWN: ("tlp:red", "#ff2b2b"),  # fail closed (rule 1)
}
_LANGUAGES = {"yara": "yara", "sigma": "sigma", "snort": "snort", "suricata": "snort"}
_NAMED = {
    "campaign": "campaign-name",
    "intrusion-set": "threat-actor",
    "threat-actor": "threat-actor",
    "vulnerability": "vulnerability",
}
SILENT_TYPES = (
    "extension-definition",
    "identity",
    "language-content",
    "location",
    "marking-definition",
    "observed-data",
    "opinion",
    "relationship",
    "sighting",
)
"""No attribute comes of them, so they make no event."""
_IN_WORDS = frozenset({"attack-pattern", "course-of-action", "infrastructure", "malware", "tool"})


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as the party sees it. `added` is when it came to the party, in microseconds. `by` is whose it is, also
    where that is masked: it says which definitions count, and is never shown.
    """

    by: UUID
    stix_id: str
    type: str
    added: int
    body: Mapping[str, Any] = field(repr=False)
    illustration: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What the manifest says of an event. `stamp` is in seconds; it moves when something comes or is recalled."""

    uuid: UUID
    info: str
    day: date
    originator: str
    stamp: int
    tags: tuple[tuple[str, str], ...] = ()


def report_head(party: UUID, report: Thing, originator: str, moved: int, known: Known) -> Head:
    """`moved` is when something of it last came or went, in microseconds."""
    info = report.body.get("name")
    return Head(
        uuid5(_NAMESPACE, f"{party}/{report.stix_id}"),
        (info if isinstance(info, str) and info.strip() else report.stix_id)[:INFO_CHARS_MAX],
        moment(report.added).date(),
        originator,
        max(report.added, moved) // 10**6,
        tags_of(report, known),
    )


def day_head(party: UUID, day: int, originator: str, moved: int) -> Head:
    """`day` counts from 1970. An originator that is masked has no name, and all of them are one."""
    at = moment(day * DAY).date()
    info = f"{originator or MASKED}: {at}"
    return Head(uuid5(_NAMESPACE, f"{party}/{originator}/{at}"), info[:INFO_CHARS_MAX], at, originator, moved // 10**6)


def named_by(things: Iterable[Thing]) -> frozenset[str]:
    """The ids that reports and groupings name."""
    return frozenset(
        ref
        for thing in things
        if thing.type in EVENT_TYPES
        for ref in thing.body.get("object_refs", ())
        if isinstance(ref, str)
    )


def custom_markings(things: Iterable[Thing]) -> set[str]:
    return {ref for thing in things for ref in _marking_refs(thing)}


def manifest(heads: Iterable[Head]) -> Json:
    return {str(head.uuid): _manifest_entry(head) for head in heads}


def _manifest_entry(head: Head) -> Json:
    return {
        "info": head.info,
        "Orgc": _organisation(head),
        "Tag": _tags(head.tags),
        "analysis": "2",
        "date": head.day.isoformat(),
        "threat_level_id": "4",  # undefined
        "timestamp": str(head.stamp),
    }


def event(head: Head, things: Sequence[Thing], known: Known, now: str) -> Json:
    """The file of one event. `now` is a moment as TAXII writes it, `known` the markings that are not TLP's own ids.

    The distribution is the narrowest, "your organisation only": whom else it goes to is for the subscriber to decide,
    by the markings.
    """
    attributes: dict[tuple[str, str], Json] = {}
    for thing in things:
        tags = _tags(tags_of(thing, known))
        for type_, value, more in _attributes(thing, now):
            if (type_, value) in attributes or len(value.encode(errors="replace")) > TEXT_BYTES_MAX:
                continue
            attributes[type_, value] = {
                "uuid": str(uuid5(head.uuid, f"{thing.stix_id}/{type_}/{value}")),
                "type": type_,
                "category": CATEGORIES[type_],
                "value": value,
                "to_ids": False,
                "timestamp": str(thing.added // 10**6),
                "distribution": "5",  # as the event
                "comment": "",
                "Tag": tags,
                **more,
            }
    body = _manifest_entry(head) | {
        "uuid": str(head.uuid),
        "distribution": "0",
        "published": True,
        "publish_timestamp": str(head.stamp),
        "Attribute": list(attributes.values()),
    }
    return {"Event": body}


def _organisation(head: Head) -> Json:
    return {"name": head.originator or MASKED, "uuid": str(uuid5(_NAMESPACE, f"originator/{head.originator}"))}


def _tags(tags: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "colour": colour} for name, colour in tags]


def tags_of(thing: Thing, known: Known) -> tuple[tuple[str, str], ...]:
    marking = strictest(_marking_refs(thing), known.get(thing.by, {}))
    tlp = (_TLP[marking],) if marking in _TLP else ()
    return (*tlp, ("parley:illustration", "#888888")) if thing.illustration else tlp


def _marking_refs(thing: Thing) -> list[str]:
    refs = [ref for ref in thing.body.get("object_marking_refs", ()) if isinstance(ref, str)]
    granular = thing.body.get("granular_markings", ())
    return refs + [ref for each in granular if isinstance(ref := each.get("marking_ref"), str)]


def _attributes(thing: Thing, now: str) -> Iterator[tuple[str, str, Json]]:
    """Type, value and whatever else is to be said of each. What is revoked is not said any more."""
    body, type_ = thing.body, thing.type
    if body.get("revoked") is True:
        return
    if type_ == "indicator":
        yield from _of_indicator(thing, now)
    elif type_ == recall.TYPE:
        yield "text", f"Recalled by its originator: {body.get('recalled_id')}", {}
    elif type_ in EVENT_TYPES or type_ == "note":
        yield from _of_text(thing)
    elif "created" not in body:
        for found in of_observable(body):
            yield found.type, found.value, {"comment": thing.stix_id}
    elif isinstance(name := body.get("name"), str) and name.strip():
        if type_ in _NAMED:
            yield _NAMED[type_], name, {"comment": thing.stix_id}
        elif type_ in _IN_WORDS:
            yield "text", f"{type_}: {name}", {"comment": thing.stix_id}


def _of_text(thing: Thing) -> Iterator[tuple[str, str, Json]]:
    for name in ("description", "abstract", "content"):
        text = thing.body.get(name)
        if isinstance(text, str) and text.strip():
            yield "text", _shortened(text), {"comment": thing.stix_id}
    for reference in thing.body.get("external_references", ()):
        url = reference.get("url")
        if isinstance(url, str) and url.strip():
            yield "link", url, {"comment": _shortened(str(reference.get("source_name", "")))}


def _of_indicator(thing: Thing, now: str) -> Iterator[tuple[str, str, Json]]:
    body = thing.body
    named: Json = {"comment": _shortened(f"{body.get('name', '')} ({thing.stix_id})".strip())}
    begins, ends = (canonical(body[key]) if key in body else "" for key in ("valid_from", "valid_until"))
    more = named | {"to_ids": begins <= now and (not ends or now < ends)}
    more |= {key: at for key, at in (("first_seen", begins), ("last_seen", ends)) if at}
    pattern, language = str(body.get("pattern", "")), body.get("pattern_type")
    if language != "stix":
        known = _LANGUAGES.get(str(language))
        yield (known, pattern, more) if known else ("text", f"{language}: {pattern}", named)
        return
    found = of_pattern(pattern)
    if found is None or found.together or not found.complete:
        yield "stix2-pattern", pattern, more
        return
    for each in found.attributes:
        yield each.type, each.value, more


def _shortened(text: str) -> str:
    return text.encode(errors="replace")[:TEXT_BYTES_MAX].decode(errors="ignore")
