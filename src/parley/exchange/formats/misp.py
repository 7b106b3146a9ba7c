"""MISP events to STIX 2.1 and back, by misp-stix (the extra `misp`), with what it does not carry (misp_kept.py).

Everything else works without the extra: then `objects` gives one sentence, and `event` raises `MissingExtraError`.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from parley.council.errors import Message, ParleyError, gettext_noop, shown
from parley.exchange.formats import misp_bounds, misp_kept
from parley.exchange.formats.items import Item, Making, Read, Unreadable, timestamp, unreadable
from parley.exchange.formats.misp_kept import is_uuid
from parley.release.rules.markings import TLP_IDS, Marking

Json: TypeAlias = dict[str, Any]

_HOW = gettext_noop("Reading and writing MISP needs misp-stix. Install it with: pip install 'parley-council[misp]'")
_OWN_LABEL = 'misp:tool="MISP-STIX-Converter"'
_ADDED_TAG = re.compile(r"Threat-Report$|misp:tool=|misp-galaxy:producer=|misp:context-layer=|misp:event-title=")
_MERGED = frozenset({"pe", "pe-section"})
"""Objects that misp-stix writes into the file object that refers to them (misp_losses.py)."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DRAWN = 4
_PUBLIC = frozenset({"Galaxy", "Tag", "Orgc", "SharingGroup"})
_HARMLESS = ("Missing Orgc field",)


class MissingExtraError(ParleyError):
    """The extra `misp` is not installed."""

    def __init__(self) -> None:
        super().__init__(_HOW)


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


def _extra() -> Any:
    for name in ("pymisp", "misp_stix_converter"):  # what they write to the log of nobody, they also return
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        return importlib.import_module("misp_stix_converter")
    except ModuleNotFoundError as error:
        raise MissingExtraError from error


@contextmanager
def _foreign(stage: Message) -> Iterator[None]:
    """The converter raises errors of several packages, and none is the reader's business but what it says."""
    try:
        yield
    except ParleyError:
        raise
    except Exception as error:  # whatever a foreign converter raises on hostile input
        template = gettext_noop("%(stage)s: %(error)s")
        raise ConversionError(template, stage=stage, error=shown(_first_line(str(error)))) from error


class ConversionError(ParleyError):
    """misp-stix cannot convert this."""


def objects(event: Json, place: str, making: Making, groups: Mapping[str, str]) -> Iterator[Item]:
    """The STIX objects of one MISP event.

    1. What was deleted in MISP is left out, and said: as an object it would be alive again. So is what has the uuid of
       another: the two would be one object.
    2. A missing or malformed uuid or time is derived, so that the same file gives the same objects.
    3. misp-stix converts; what it drops without a word is looked for, and said.
    4. What it does not carry is kept on each object.
    5. Distribution and TLP say how far each may go (misp_bounds.py). `groups` are those of `Options`.
    """
    try:
        parser_class = _extra().MISPtoSTIX21Parser
        with _foreign(Message(gettext_noop("misp-stix cannot convert the event"))):
            event, said = _alive(event, place)  # 1
            _mend_event(event, making)  # 2
            parser = parser_class()
            parser.parse_misp_event({"Event": _undistributed(event)})  # 3
            made = [msgspec.json.decode(each.serialize()) for each in parser.stix_objects]
            said += [*_said(parser.errors, place), *_unconverted(event, made, place)]
            _without_clock(event, made, making)
            _keep(event, made)  # 4
            to = misp_bounds.bind(event, made, groups)  # 5
    except (MissingExtraError, ConversionError) as error:
        yield Unreadable(place, error.message)
        return
    yield from said
    for each in made:
        yield Read(msgspec.json.encode(each), place, to.get(each["id"], ""))


def _alive(event: Json, place: str) -> tuple[Json, list[Item]]:
    refused: list[Item] = []
    uuids: set[str] = set()

    def alive(records: object, kind: str) -> list[Json]:
        living = []
        for i, record in enumerate(records if isinstance(records, list) else []):
            at = f"{place}/{kind}/{i}"
            if not isinstance(record, dict):
                refused.append(unreadable(at, gettext_noop("a JSON object"), shown(record)))
            elif record.get("deleted") in (True, "1", 1):
                came = Message(gettext_noop("one that was deleted in MISP"))
                refused.append(unreadable(at, gettext_noop("a record that stands"), came))
            elif (uuid := record.get("uuid")) is not None and str(uuid) in uuids:
                came = Message(gettext_noop("%(uuid)s again, which a record before it has"), uuid=shown(uuid))
                refused.append(unreadable(at, gettext_noop("a uuid of its own"), came))
            else:
                uuids.add(str(uuid))
                living.append(dict(record))
        return living

    event = dict(event)
    event["Attribute"] = alive(event.get("Attribute"), "Attribute")
    event["Object"] = alive(event.get("Object"), "Object")
    for i, each in enumerate(event["Object"]):
        each["Attribute"] = alive(each.get("Attribute"), f"Object/{i}/Attribute")
    return event, refused


def _mend_event(event: Json, making: Making) -> None:
    now = str(int(making.at.timestamp()))
    if not is_uuid(event.get("uuid")):
        event["uuid"] = making.uuid("misp", msgspec.json.encode(event, order="sorted").decode())
    event["timestamp"] = event.get("timestamp") or now
    _mend_galaxies(event)
    for i, each in enumerate(event["Object"]):
        _mend(each, event, making, "Object", str(i))
        for j, attribute in enumerate(each["Attribute"]):
            _mend(attribute, event, making, "Object", str(i), str(j))
    for i, attribute in enumerate(event["Attribute"]):
        _mend(attribute, event, making, "Attribute", str(i))


def _mend(record: Json, event: Json, making: Making, *where: str) -> None:
    if not is_uuid(record.get("uuid")):
        record["uuid"] = making.uuid("misp", event["uuid"], *where)
    record["timestamp"] = record.get("timestamp") or event["timestamp"]
    _mend_galaxies(record)
    sightings = record.get("Sighting") or []
    if isinstance(sightings, list):
        record["Sighting"] = [
            s if is_uuid(s.get("uuid")) else s | {"uuid": making.uuid("sighting", record["uuid"], str(i))}
            for i, s in enumerate(sightings)
            if isinstance(s, dict)
        ]


def _mend_galaxies(record: Json) -> None:
    """A cluster without a uuid gets that of its tag, which every node derives alike: clusters are public knowledge."""
    mended = []
    for galaxy in record.get("Galaxy") or ():
        clusters = [
            c
            if is_uuid(c.get("uuid"))
            else c | {"uuid": str(uuid5(NAMESPACE_URL, f"{c.get('type')}={c.get('value')}"))}
            for c in galaxy.get("GalaxyCluster") or ()
        ]
        mended.append(galaxy | {"GalaxyCluster": clusters})
    if mended:
        record["Galaxy"] = mended


def _undistributed(record: Json) -> Json:
    """What misp-stix gets: it does nothing with distributions but to stumble over them (misp_bounds.py reads them)."""
    made = {k: v for k, v in record.items() if k not in ("distribution", "SharingGroup", "sharing_group_id")}
    for kind in ("Attribute", "Object"):
        if isinstance(record.get(kind), list):
            made[kind] = [_undistributed(each) for each in record[kind]]
    return made


def _said(errors: Any, place: str) -> Iterator[Item]:
    for messages in errors.values():
        for text in map(_first_line, map(str, messages)):
            if not text.startswith(_HARMLESS):
                template = gettext_noop("misp-stix could not convert a part of the event: %(error)s")
                named = _UUID.search(text)
                at = f"{place}, uuid {named[0]}" if named else place
                yield Unreadable(at, Message(template, error=shown(text)))


def _unconverted(event: Json, made: list[Json], place: str) -> Iterator[Item]:
    """Attributes and objects whose uuid is nowhere in what was made."""
    text = msgspec.json.encode(made)
    referred = {str(r.get("referenced_uuid")) for o in event["Object"] for r in o.get("ObjectReference") or ()}
    for kind in ("Attribute", "Object"):
        for i, record in enumerate(event[kind]):
            merged = record.get("name") in _MERGED and record["uuid"] in referred
            if record["uuid"].encode() not in text and not merged:
                what = str(record.get("type") or record.get("name"))
                expected = gettext_noop("what misp-stix can write as STIX 2.1")
                yield unreadable(f"{place}/{kind}/{i}", expected, what)


def _without_clock(event: Json, made: list[Json], making: Making) -> None:
    """Where MISP has no time misp-stix takes the clock's, which is after `making.at`: the event's time stands there."""
    now = making.stamp()
    event_at = timestamp(datetime.fromtimestamp(int(event["timestamp"]), UTC))
    for each in made:
        if each.get("created", "") > now:
            each["created"] = min(event_at, now)
            if "modified" in each:
                each["modified"] = each["created"]


def _keep(event: Json, made: list[Json]) -> None:
    """Each record on every object that bears its uuid and has a version; the event on its report or grouping."""
    records = {a["uuid"]: ("attribute", a) for a in event["Attribute"]}
    records |= {o["uuid"]: ("object", o) for o in event["Object"]}
    for each in made:
        kind, _, uuid = each["id"].partition("--")
        if kind in ("report", "grouping") and uuid == event["uuid"]:
            misp_kept.attach(each, "event", event)
        elif uuid in records and "modified" in each and kind not in ("relationship", "sighting", "note", "opinion"):
            misp_kept.attach(each, *records[uuid])


# Back to MISP


def event(raws: Sequence[bytes], about: About) -> Event:
    """One MISP event of these objects. Raises `MissingExtraError`, `ConversionError`.

    Objects that misp-stix itself had made, it reads by its own marks; others as anybody's STIX.
    """
    extra = _extra()
    with _foreign(Message(gettext_noop("misp-stix cannot write the event"))):
        sent: list[Json] = [msgspec.json.decode(raw) for raw in raws]
        made = [_without_alone(each) for each in sent if each["type"] != "x-parley-recall"]
        _take_in(made)
        own = [e for e in made if e["type"] in ("report", "grouping") and _OWN_LABEL in e.get("labels", ())]
        parser = extra.InternalSTIX2toMISPParser() if own else extra.ExternalSTIX2toMISPParser()
        load = importlib.import_module("misp_stix_converter.tools.stix2_loading_helpers").load_stix2_content
        parser.load_stix_bundle(load({"type": "bundle", "id": f"bundle--{about.uuid}", "objects": made}))
        more = {} if own else {"organisation_uuid": str(about.organisation_uuid)}
        parser.parse_stix_bundle(single_event=True, **more)
        decoded: Json = msgspec.json.decode(parser.misp_event.to_json())
        body: Json = decoded.get("Event", decoded)
        source = b"".join(raws)
        _steady(body, source, about)
        body["uuid"] = own[0]["id"].partition("--")[2] if len(own) == 1 else str(about.uuid)
        _as_about(body, about, named=len(own) == 1)
        misp_kept.restore(body, sent)
        if len(own) != 1:
            _mark(body, made)
        _settle(body, about)
    said = [_first_line(str(error)) for errors in parser.errors.values() for error in errors]
    said = [_UUID.sub(lambda found: found[0] if found[0].encode() in source else "?", text) for text in said]
    return Event(body, tuple(Message("%(sentence)s", sentence=shown(text)) for text in said))


def _steady(body: Json, source: bytes, about: About) -> None:
    """In the place of uuids that were drawn, those that are the same the next time."""
    text = msgspec.json.encode(body).decode()
    drawn = {u for u in _UUID.findall(text) if UUID(u).version == _DRAWN and u.encode() not in source}
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


def _take_in(made: list[Json]) -> None:
    """What its originator kept out of the report of an event, but not from itself, is in the event again."""
    reports = {e["id"].partition("--")[2]: e for e in made if e["type"] in ("report", "grouping")}
    for each in made:
        report = reports.get(misp_kept.part_of(each))
        if report is not None and each["id"] not in report["object_refs"]:
            report["object_refs"].append(each["id"])


def _without_alone(made: Json) -> Json:
    """misp-stix cannot read the marking; the distribution that is kept says the same."""
    marks = made.get("object_marking_refs")
    if not isinstance(marks, list) or misp_bounds.ALONE not in marks:
        return made
    kept = [mark for mark in marks if mark != misp_bounds.ALONE]
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


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
