"""FollowTheMoney entities as JSON lines, as OpenSanctions publishes: entities.ftm.json and targets.nested.json.

Taken are targets (`target`, or the topic "sanction") that are persons, organisations, vessels or aircraft. In the
nested form what belongs to a target stands within it; in the other it is a line of its own that names its holder.

Left out: relations between entities, and entities that are no targets; how many there were of each kind is said.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from parley.council.errors import Message, gettext_noop, shown
from parley.registry.rules.entries import Kind, Quality
from parley.registry.sources.markup import moment
from parley.registry.sources.parts import Draft, day_of, iso
from parley.registry.sources.reading import ListFile, Read, SourceError, Unread
from parley.settings import SETTINGS

LINE_BYTES_MAX = 8 * 2**20
VALUES_MAX = 10_000
"""Values of one property."""
KINDS = {
    "Person": Kind.PERSON,
    "LegalEntity": Kind.ORGANISATION,
    "Organization": Kind.ORGANISATION,
    "Company": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}
_NAMES = (("name", Quality.GOOD), ("alias", Quality.GOOD), ("previousName", Quality.GOOD), ("weakAlias", Quality.LOW))
_NUMBERS = {
    "passportNumber": "passport",
    "idNumber": "national identification number",
    "socialSecurityNumber": "social security number",
    "taxNumber": "tax number",
    "innCode": "tax number",
    "vatCode": "tax number",
    "registrationNumber": "registration number",
    "ogrnCode": "registration number",
    "leiCode": "LEI",
    "swiftBic": "SWIFT/BIC",
    "dunsCode": "D-U-N-S number",
    "uniqueEntityId": "unique entity id",
    "imoNumber": "IMO number",
    "mmsi": "MMSI",
    "callSign": "call sign",
    "serialNumber": "aircraft serial number",
}
_REMARKS = ("notes", "summary", "description", "gender", "birthPlace", "email", "phone", "website", "flag", "type")
_HOLDERS = {"Sanction": "entity", "Passport": "holder", "Identification": "holder", "Address": ""}
_MOMENTS = ("last_change", "last_seen")

Properties = Mapping[str, list[Any]]


class _Held:
    """What stands beside the targets, by whom it belongs to; addresses by their own id."""

    def __init__(self) -> None:
        self.of: dict[str, list[Mapping[str, Any]]] = {}
        self.addresses: dict[str, Properties] = {}

    def add(self, thing: Mapping[str, Any], holder: str = "") -> None:
        said = _properties(thing)
        if thing.get("schema") == "Address":
            self.addresses[str(thing.get("id", ""))] = said
            return
        for owner in [holder] if holder else said.get(_HOLDERS.get(str(thing.get("schema")), ""), ()):
            if isinstance(owner, str):
                self.of.setdefault(owner, []).append(thing)


def read(octets: bytes) -> ListFile:
    unread: list[Unread] = []
    held = _Held()
    targets: list[tuple[int, Mapping[str, Any]]] = []
    left: Counter[str] = Counter()
    made: list[datetime] = []
    for number, thing in _lines(octets, unread):
        schema = str(thing.get("schema", ""))
        if schema in _HOLDERS:
            held.add(thing)
        elif schema in KINDS and _is_target(thing):
            targets.append((number, thing))
            made += [at for key in _MOMENTS if isinstance(said := thing.get(key), str) and (at := moment(said))]
        else:
            left[schema] += 1
    entries: list[Read] = []
    for number, thing in targets:
        entries += _entry(thing, f"line {number}", held, unread)
    for schema, count in sorted(left.items()):
        sentence = Message(
            gettext_noop("Of the kind %(schema)s, or no target of a list: %(count)s. Left out."),
            schema=shown(schema),
            count=count,
        )
        unread.append(Unread(shown(schema), "", sentence))
    return ListFile(tuple(entries), tuple(unread), max(made, default=None))


def _lines(octets: bytes, unread: list[Unread]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each line that is an object. The last line has to be whole: otherwise the file was cut."""
    lines = octets.removeprefix(b"\xef\xbb\xbf").rstrip().split(b"\n")
    if len(lines) > SETTINGS.list_entries_max:
        raise SourceError(
            gettext_noop("Expected: at most %(most)s records. More came: this is no list."),
            most=SETTINGS.list_entries_max,
        )
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            thing = json.loads(line) if len(line) <= LINE_BYTES_MAX else None
        except (ValueError, RecursionError) as error:
            if number == len(lines):
                raise SourceError(
                    gettext_noop(
                        "Expected: a whole file. It breaks off at line %(line)s. "
                        "Nothing of it was taken: fetch it again."
                    ),
                    line=number,
                ) from error
            thing = None
        if not isinstance(thing, dict):
            sentence = Message(gettext_noop("Expected: one entity as JSON. It is left out."))
            unread.append(Unread(f"line {number}", "", sentence, whole=True))
            continue
        yield number, thing


def _properties(thing: Mapping[str, Any]) -> Properties:
    found = thing.get("properties")
    if not isinstance(found, dict):
        return {}
    return {str(k): v[:VALUES_MAX] for k, v in found.items() if isinstance(v, list)}


def _strings(said: Properties, name: str) -> list[str]:
    return [value for value in said.get(name, ()) if isinstance(value, str)]


def _is_target(thing: Mapping[str, Any]) -> bool:
    return thing.get("target") is True or "sanction" in _properties(thing).get("topics", ())


def _entry(thing: Mapping[str, Any], place: str, held: _Held, unread: list[Unread]) -> Iterator[Read]:
    id_, said = str(thing.get("id", "")), _properties(thing)
    draft = Draft(KINDS[str(thing["schema"])], id_, place, unread)
    caption = thing.get("caption")
    if isinstance(caption, str) and caption in _strings(said, "name"):
        draft.name(caption)
    for name, quality in _NAMES:
        for value in _strings(said, name):
            draft.name(value, quality, "" if name == "name" else name)
    for value in _strings(said, "abbreviation"):
        draft.name(value, Quality.LOW, "abbreviation")
    own = [part for values in said.values() for part in values if isinstance(part, dict)]
    beside = [part for part in [*own, *held.of.get(id_, ())] if part.get("schema") != "Address"]
    _facts(draft, said)
    for address in [_properties(part) for part in own if part.get("schema") == "Address"] + [
        held.addresses[ref] for ref in _strings(said, "addressEntity") if ref in held.addresses
    ]:
        for value in _strings(address, "full"):
            draft.address(value)
        for value in _strings(address, "country"):
            draft.country(value)
    measures = [_properties(part) for part in beside if part.get("schema") == "Sanction"]
    for part in beside:
        if part.get("schema") in {"Passport", "Identification"}:
            _document(draft, part)
    yield from _done(draft, said, measures)


def _facts(draft: Draft, said: Properties) -> None:
    for value in _strings(said, "birthDate"):
        if found := iso(value):
            draft.birth(found)
        else:
            draft.not_a_date("Date of birth", value)
    for value in _strings(said, "deathDate"):
        if found := iso(value):
            draft.death(found)
    takes = {
        draft.nationality: ("nationality", "citizenship"),
        draft.country: ("country", "jurisdiction", "mainCountry", "flag"),
        draft.address: ("address",),
        draft.function: ("title", "position"),
    }
    for take, names in takes.items():
        for value in (value for name in names for value in _strings(said, name)):
            take(value)
    for name, kind in _NUMBERS.items():
        for value in _strings(said, name):
            draft.identifier(kind, value)
    for name in _REMARKS:
        for value in _strings(said, name):
            draft.remark(value if name in {"notes", "summary", "description"} else f"{name}: {value}")


def _document(draft: Draft, part: Mapping[str, Any]) -> None:
    said = _properties(part)
    kind = "passport" if part.get("schema") == "Passport" else next(iter(_strings(said, "type")), "document")
    nation = next(iter(_strings(said, "country")), "")
    for value in _strings(said, "number"):
        draft.identifier(kind, value, nation)


def _done(draft: Draft, said: Properties, measures: list[Properties]) -> Iterator[Read]:
    def all_of(*names: str) -> list[str]:
        return list(dict.fromkeys(v for m in measures for name in names for v in _strings(m, name)))

    days: list[date] = [d for v in all_of("listingDate", "startDate") if (d := day_of(v))]
    pages = [*all_of("sourceUrl"), *_strings(said, "sourceUrl")]
    for value in all_of("authority", "provisions", "summary"):
        draft.remark(value)
    yield from draft.done(
        legal_basis="; ".join(all_of("recordId", "unscId") + all_of("authority")[:5]),
        reasons="\n".join(all_of("reason")),
        programme="; ".join(all_of("program") or all_of("programId")),
        listed_on=min(days, default=None),
        page=next(iter(pages), ""),
    )
