"""STIX 2.1 objects to a MISP event, by misp-stix (misp_extra.py), with what was kept of MISP's own (misp_kept.py).

Others may refer to anything in an event, with notes and relationships. What they send is written into the event as what
they say of it, but changes nothing that the event's own report refers to; and if it is what breaks the conversion, the
event is written without it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid5

import msgspec

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.formats import misp_bounds, misp_kept
from parley.exchange.formats.misp_extra import UUID_WRITTEN, ConversionError, extra, first_line, foreign
from parley.release.rules.markings import ALONE, TLP_IDS, Marking

Json: TypeAlias = dict[str, Any]

_OWN_LABEL = 'misp:tool="MISP-STIX-Converter"'
_ADDED_TAG = re.compile(r"Threat-Report$|misp:tool=|misp-galaxy:producer=|misp:context-layer=|misp:event-title=")
_DRAWN = 4
_PUBLIC = frozenset({"Galaxy", "Tag", "Orgc", "SharingGroup"})
_SAYING = frozenset({"relationship", "sighting", "note", "opinion"})


@dataclass(frozen=True, slots=True)
class About:
    """What a MISP event says of itself where the objects do not: its uuid, title, time and organisation."""

    uuid: UUID
    title: str
    at: datetime
    organisation: str
    organisation_uuid: UUID
    distribution: int | None = None
    """A level for everything in the event; None keeps what the objects keep, otherwise "your organisation only"."""


@dataclass(frozen=True, slots=True)
class Event:
    """A MISP event as its JSON has it, and a sentence for each thing that could not go into it."""

    body: Json
    left_out: tuple[Message, ...]


def event(raws: Sequence[bytes], about: About) -> Event:
    """One MISP event of these objects. Raises `MissingExtraError`, `ConversionError`.

    Objects that misp-stix itself had made, it reads by its own marks; others as anybody's STIX.
    """
    with foreign(Message(gettext_noop("the objects cannot be read"))):
        sent: list[Json] = [msgspec.json.decode(raw) for raw in raws]
        sent = [each for each in sent if each["type"] != "x-parley-recall"]
    try:
        return _event(sent, about)
    except ConversionError as error:
        alone = _of_reports(sent)
        if not alone or len(alone) == len(sent):
            raise
        made = _event(alone, about)
        template = gettext_noop("What others say of it is left out, since the event cannot be written with it: %(why)s")
        return Event(made.body, (*made.left_out, Message(template, why=error.message)))


def _event(sent: list[Json], about: About) -> Event:
    converter = extra()
    with foreign(Message(gettext_noop("misp-stix cannot write the event"))):
        made = [_without_alone(each) for each in sent]
        _take_in(sent, made)
        own = [e for e in made if _is_own(e)]
        parser = converter.InternalSTIX2toMISPParser() if own else converter.ExternalSTIX2toMISPParser()
        load = importlib.import_module("misp_stix_converter.tools.stix2_loading_helpers").load_stix2_content
        parser.load_stix_bundle(load({"type": "bundle", "id": f"bundle--{about.uuid}", "objects": made}))
        more = {} if own else {"organisation_uuid": str(about.organisation_uuid)}
        parser.parse_stix_bundle(single_event=True, **more)
        decoded: Json = msgspec.json.decode(parser.misp_event.to_json())
        body: Json = decoded.get("Event", decoded)
        source = msgspec.json.encode(sent)
        _steady(body, source, about)
        body["uuid"] = own[0]["id"].partition("--")[2] if len(own) == 1 else str(about.uuid)
        _as_about(body, about, named=len(own) == 1)
        misp_kept.restore(body, _trusted(sent, own))
        if len(own) != 1:
            _mark(body, made)
        _settle(body, about)
        said = [first_line(str(error)) for errors in parser.errors.values() for error in errors]
    said = [UUID_WRITTEN.sub(lambda found: found[0] if found[0].encode() in source else "?", text) for text in said]
    return Event(body, tuple(Message("%(sentence)s", sentence=shown(text)) for text in said))


def _is_own(made: Json) -> bool:
    return made["type"] in ("report", "grouping") and _OWN_LABEL in (made.get("labels") or ())


def _of_reports(sent: Sequence[Json]) -> list[Json]:
    """The reports that came from a MISP, what they refer to, and what that refers to."""
    by_id = {each["id"]: each for each in sent}
    waiting = [each["id"] for each in sent if _is_own(each)]
    found: dict[str, Json] = {}
    while waiting:
        at = waiting.pop()
        if at in by_id and at not in found:
            found[at] = by_id[at]
            waiting += misp_bounds.references(by_id[at])
    if found:
        found |= {each["id"]: each for each in sent if each["type"] == "marking-definition"}
    return list(found.values())


def _steady(body: Json, source: bytes, about: About) -> None:
    """In the place of uuids that were drawn, those that are the same the next time."""
    text = msgspec.json.encode(body).decode()
    drawn = {u for u in UUID_WRITTEN.findall(text) if UUID(u).version == _DRAWN and u.encode() not in source}
    named = {u: str(uuid5(about.uuid, str(i))) for i, u in enumerate(_uuids(body)) if u in drawn}
    _replace(body, named)


def _uuids(value: Any) -> Iterator[str]:
    """Of events, objects, attributes, sightings and references; those of galaxies and templates are everybody's."""
    if isinstance(value, list):
        for each in value:
            yield from _uuids(each)
    elif isinstance(value, dict):
        if isinstance(value.get("uuid"), str):
            yield value["uuid"]
        for name, each in value.items():
            if name not in _PUBLIC:
                yield from _uuids(each)


def _replace(value: Any, named: Mapping[str, str]) -> None:
    if isinstance(value, list):
        for each in value:
            _replace(each, named)
    elif isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str) and name.endswith("uuid"):
                value[name] = named.get(each, each)
            else:
                _replace(each, named)


def _as_about(body: Json, about: About, *, named: bool) -> None:
    at = about.at.astimezone(UTC)
    if not named:
        body["info"] = about.title
    body |= {
        "date": f"{at:%Y-%m-%d}",
        "timestamp": str(int(at.timestamp())),
        "publish_timestamp": str(int(at.timestamp())),
        "published": True,
        "analysis": "2",
        "threat_level_id": "4",
        "Orgc": {"name": about.organisation, "uuid": str(about.organisation_uuid)},
        "Tag": [tag for tag in body.get("Tag") or () if not _ADDED_TAG.match(str(tag.get("name")))],
    }
    body.pop("distribution", None)


def _trusted(sent: Sequence[Json], reports: Sequence[Json]) -> list[Json]:
    """Whose extensions count: those of the reports and of what they themselves refer to."""
    refs = {each["id"] for each in reports}.union(*(each["object_refs"] for each in reports))
    chosen = [e for e in sent if e["id"] in refs or e["type"] == "marking-definition"] if reports else sent
    return [each for each in chosen if each["type"] not in _SAYING]


def _take_in(sent: Sequence[Json], made: Sequence[Json]) -> None:
    """What its originator kept out of the report of an event, but not from itself, is in the event again."""
    reports = {e["id"].partition("--")[2]: e for e in made if e["type"] in ("report", "grouping")}
    for each in sent:
        report = reports.get(misp_kept.part_of(each))
        if report is not None and each["id"] not in report["object_refs"]:
            report["object_refs"].append(each["id"])


def _without_alone(made: Json) -> Json:
    """misp-stix cannot read the marking; the distribution that is kept says the same."""
    marks = made.get("object_marking_refs")
    if not isinstance(marks, list) or ALONE not in marks:
        return made
    kept = [mark for mark in marks if mark != ALONE]
    return {k: v for k, v in made.items() if k != "object_marking_refs"} | (
        {"object_marking_refs": kept} if kept else {}
    )


def _mark(body: Json, made: Sequence[Json]) -> None:
    """An event that was put together here bears the strictest TLP of all that is in it."""
    marks = [mark for each in made for mark in each.get("object_marking_refs") or () if isinstance(mark, str)]
    strictest = max((TLP_IDS[mark] for mark in marks if mark in TLP_IDS), default=Marking.SILENT)
    tags = [tag for tag in body.get("Tag") or () if not misp_bounds.is_tlp(str(tag.get("name")))]
    body["Tag"] = tags + ([{"name": misp_bounds.TLP_TAGS[strictest]}] if strictest in misp_bounds.TLP_TAGS else [])


def _settle(body: Json, about: About) -> None:
    """The distribution of the event and of all in it: as asked for, as kept, or the narrowest."""
    nested = [a for o in body.get("Object") or () for a in o.get("Attribute") or ()]
    inner = [*(body.get("Attribute") or ()), *(body.get("Object") or ()), *nested]
    if about.distribution is not None:
        body["distribution"] = str(about.distribution)
        body.pop("SharingGroup", None)
        for record in inner:
            record["distribution"] = str(misp_kept.INHERIT)
            record.pop("SharingGroup", None)
        return
    for record in (body, *inner):
        narrowest = misp_kept.YOUR_ORGANISATION_ONLY if record is body else misp_kept.INHERIT
        record["distribution"] = str(record.get("distribution") or narrowest)
