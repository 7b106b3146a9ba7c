"""MISP events to STIX 2.1, by misp-stix (misp_extra.py), with what it does not carry (misp_kept.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5

import msgspec

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.formats import misp_bounds, misp_kept
from parley.exchange.formats.items import Item, Making, Read, Unreadable, timestamp, unreadable
from parley.exchange.formats.misp_extra import (
    UUID_WRITTEN,
    ConversionError,
    MissingExtraError,
    extra,
    first_line,
    foreign,
)
from parley.exchange.formats.misp_kept import is_uuid

Json: TypeAlias = dict[str, Any]

_MERGED = frozenset({"pe", "pe-section"})
"""Objects that misp-stix writes into the file object that refers to them (misp_losses.py)."""
_HARMLESS = ("Missing Orgc field",)


def objects(event: Json, place: str, making: Making, groups: Mapping[str, str] | None) -> Iterator[Item]:
    """The STIX objects of one MISP event.

    1. What was deleted in MISP is left out, and said: as an object it would be alive again. So is what has the uuid of
       another: the two would be one object.
    2. A missing or malformed uuid or time is derived, so that the same file gives the same objects.
    3. misp-stix converts; what it drops without a word is looked for, and said.
    4. What it does not carry is kept on each object.
    5. Distribution and TLP say how far each may go (misp_bounds.py). `groups` are those of `Options`.
    """
    try:
        parser_class = extra().MISPtoSTIX21Parser
        with foreign(Message(gettext_noop("misp-stix cannot convert the event"))):
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
        for text in map(first_line, map(str, messages)):
            if not text.startswith(_HARMLESS):
                template = gettext_noop("misp-stix could not convert a part of the event: %(error)s")
                named = UUID_WRITTEN.search(text)
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
