"""OFAC's lists as advanced XML (sdn_advanced.xml, cons_advanced.xml): the Advanced Sanctions Data Model.

What the parties are called, where and when they were born, their documents and features each stand in a part of the
file of their own, and point to tables of values; measures come last, so parties are held until the file ends.

Left out: relationships between parties (both are entries themselves) and the history of names. A feature that has no
place in an entry is kept among the remarks, by its own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from parley.council.errors import gettext_noop, shown
from parley.registry.rules.entries import Kind, Quality
from parley.registry.sources.markup import records, text
from parley.registry.sources.ofac import KINDS, PAGE, identifier_kind, natural_order, without_imo
from parley.registry.sources.parts import Draft, clean, day_of, iso, script_of
from parley.registry.sources.reading import ListFile, Read, Unread

ROOT = "Sanctions"
_WANTED = {"DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"}
_ORDER = ("Last Name", "First Name", "Middle Name", "Patronymic", "Matronymic", "Maiden Name", "Nickname")
_IN_FEATURES = {"Aircraft Tail Number": "tail number", "Call Sign": "call sign", "Vessel Call Sign": "call sign"}


@dataclass(slots=True)
class _Measures:
    programmes: dict[str, None] = field(default_factory=dict)
    bases: dict[str, None] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """What of the file other parts point to. `values`: {("Country", "11143"): "Iraq"}."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)
    locations: dict[str, tuple[str, str]] = field(default_factory=dict)  # the address, and its country
    documents: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    measures: dict[str, _Measures] = field(default_factory=dict)
    parties: list[tuple[str, Draft]] = field(default_factory=list)
    made_at: datetime | None = None


def read(octets: bytes) -> ListFile:
    of = _File()
    unread: list[Unread] = []
    for record in records(octets, ROOT, _WANTED):
        match record.tag:
            case "DateOfIssue":
                day = day_of(_date(record))
                of.made_at = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
            case "ReferenceValueSets":
                _values(of, record)
            case "Location":
                of.locations[record.get("ID", "")] = _location(of, record)
            case "IDRegDocument":
                _document(of, record)
            case "DistinctParty":
                of.parties.append(_party(of, record, unread))
            case "SanctionsEntry":
                _measure(of, record)
    entries: list[Read] = []
    for profile, draft in of.parties:
        entries += _done(draft, of.measures.get(profile, _Measures()))
    return ListFile(tuple(entries), tuple(unread), of.made_at)


def _done(draft: Draft, measures: _Measures) -> Iterator[Read]:
    yield from draft.done(
        legal_basis="; ".join(measures.bases),
        programme="; ".join(measures.programmes),
        listed_on=min(measures.days, default=None),
        page=PAGE.format(draft.reference) if draft.reference.isdecimal() else "",
    )


def _values(of: _File, record: Element) -> None:
    for values in record:
        for value in values:
            said = clean(value.text or "") or value.get("Description", "") or value.get("ISO2", "")
            if value.tag == "AreaCode":  # its text is a code of OFAC's
                said = value.get("Description", "") or said
            of.values[value.tag, value.get("ID", "")] = said
            if value.tag == "PartySubType":
                of.values["PartyTypeOf", value.get("ID", "")] = value.get("PartyTypeID", "")


def _location(of: _File, record: Element) -> tuple[str, str]:
    parts = [text(part, "LocationPartValue/Value") for part in record.findall("LocationPart")]
    nations = [of.values.get(("Country", c.get("CountryID", "")), "") for c in record.findall("LocationCountry")]
    nations += [of.values.get(("AreaCode", a.get("AreaCodeID", "")), "") for a in record.findall("LocationAreaCode")]
    nation = next((n for n in nations if n and n != "undetermined"), "")
    return ", ".join(filter(None, (*parts, nation))), nation


def _document(of: _File, record: Element) -> None:
    kind = identifier_kind(of.values.get(("IDRegDocType", record.get("IDRegDocTypeID", "")), ""))
    nation = of.values.get(("Country", record.get("IssuedBy-CountryID", "")), "")
    number = without_imo(kind, text(record, "IDRegistrationNo"))
    of.documents.setdefault(record.get("IdentityID", ""), []).append((kind or "document", number, nation))


def _measure(of: _File, record: Element) -> None:
    measures = of.measures.setdefault(record.get("ProfileID", ""), _Measures())
    for event in record.findall("EntryEvent"):
        if basis := of.values.get(("LegalBasis", event.get("LegalBasisID", "")), ""):
            measures.bases[basis] = None
        found = event.find("Date")
        if found is not None and (day := day_of(_date(found))):
            measures.days.append(day)
    for measure in record.findall("SanctionsMeasure"):
        kind = of.values.get(("SanctionsType", measure.get("SanctionsTypeID", "")), "")
        if (programme := text(measure, "Comment")) and kind in {"Program", ""}:
            measures.programmes[programme] = None


def _date(found: Element) -> str:
    year, month, day = (text(found, part) for part in ("Year", "Month", "Day"))
    parts = [year.zfill(4), month.zfill(2) if month else "", day.zfill(2) if day else ""]
    return iso("-".join(filter(None, parts)))


def _party(of: _File, record: Element, unread: list[Unread]) -> tuple[str, Draft]:
    reference = record.get("FixedRef", "")
    profile = record.find("Profile")
    number = profile.get("ID", "") if profile is not None else ""
    sub_type = profile.get("PartySubTypeID", "") if profile is not None else ""
    kind = of.values.get(("PartySubType", sub_type), "")
    if kind.lower() not in KINDS or not kind:
        kind = of.values.get(("PartyType", of.values.get(("PartyTypeOf", sub_type), "")), kind)
    draft = Draft(KINDS.get(kind.lower(), Kind.ORGANISATION), reference or number, f"DistinctParty {reference}", unread)
    if kind.lower() not in KINDS:
        draft.say(
            gettext_noop("Expected: a known kind. Came: %(came)s. It is taken for an organisation."), came=shown(kind)
        )
    draft.remark(text(record, "Comment"))
    if profile is None:
        return number, draft
    for identity in sorted(profile.findall("Identity"), key=lambda i: i.get("Primary") != "true"):
        _names(of, draft, identity)
        for document_kind, value, nation in of.documents.get(identity.get("ID", ""), ()):
            draft.identifier(document_kind, value, nation)
    for feature in profile.findall("Feature"):
        _feature(of, draft, feature)
    _pair_births(of, draft, profile)
    return number, draft


def _names(of: _File, draft: Draft, identity: Element) -> None:
    groups = {
        group.get("ID", ""): of.values.get(("NamePartType", group.get("NamePartTypeID", "")), "")
        for group in identity.iter("NamePartGroup")
    }
    for alias in sorted(identity.findall("Alias"), key=lambda a: a.get("Primary") != "true"):
        basis = of.values.get(("AliasType", alias.get("AliasTypeID", "")), "")
        low = alias.get("LowQuality") == "true"
        for name in sorted(alias.findall("DocumentedName"), key=lambda n: script_of(_said(n, groups)) != ""):
            draft.name(
                _said(name, groups),
                Quality.LOW if low else Quality.GOOD,
                f"{basis}, weak" if low else "" if basis == "Name" else basis,
            )


def _said(name: Element, groups: dict[str, str]) -> str:
    """Parts in the order of the language: of persons "LAST, First" as in the CSV, and then as it is said."""
    parts: dict[str, list[str]] = {}
    for value in name.findall("DocumentedNamePart/NamePartValue"):
        parts.setdefault(groups.get(value.get("NamePartGroupID", ""), ""), []).append(clean(value.text or ""))
    given = [part for kind in _ORDER[1:] for part in parts.get(kind, ())]
    others = [part for kind, found in parts.items() if kind not in _ORDER for part in found]
    last = " ".join(parts.get(_ORDER[0], ()))
    if last and given:
        return " ".join([natural_order(f"{last}, {' '.join(given)}"), *others])
    return " ".join(filter(None, [last, *given, *others]))


def _feature(of: _File, draft: Draft, feature: Element) -> None:
    kind = of.values.get(("FeatureType", feature.get("FeatureTypeID", "")), "")
    if kind in {"Birthdate", "Place of Birth"}:
        return  # _pair_births
    for version in feature.findall("FeatureVersion"):
        address, nation = _where(of, version)
        detail = _detail(of, version)
        match kind:
            case "Nationality Country" | "Nationality" | "Citizenship Country" | "Citizenship":
                draft.nationality(nation or detail)
            case "Location":
                draft.address(address)
                draft.country(nation)
            case "Title":
                draft.function(detail)
            case "Vessel Flag" | "Nationality of Registration":
                draft.country(nation or detail)
            case _ if kind in _IN_FEATURES:
                draft.identifier(_IN_FEATURES[kind], detail)
            case _ if kind.startswith("Digital Currency Address"):
                draft.identifier(kind, detail)
            case _:
                said = ", ".join(filter(None, (detail, address, text(version, "Comment"))))
                draft.remark(f"{kind.rstrip(':- ')}: {said}" if said else "")


def _where(of: _File, version: Element) -> tuple[str, str]:
    found = [of.locations.get(v.get("LocationID", ""), ("", "")) for v in version.findall("VersionLocation")]
    return next(iter(found), ("", ""))


def _detail(of: _File, version: Element) -> str:
    found = [
        clean(d.text or "") or of.values.get(("DetailReference", d.get("DetailReferenceID", "")), "")
        for d in version.findall("VersionDetail")
    ]
    return "; ".join(filter(None, found))


def _pair_births(of: _File, draft: Draft, profile: Element) -> None:
    places, dates = [], []
    for feature in profile.findall("Feature"):
        kind = of.values.get(("FeatureType", feature.get("FeatureTypeID", "")), "")
        for version in feature.findall("FeatureVersion"):
            if kind == "Place of Birth":
                places.append(_where(of, version)[0] or _detail(of, version))
            elif kind == "Birthdate":
                dates += [(_period(period), period.get("Approximate") or "") for period in version.iter("DatePeriod")]
    for (first, last), approximate in dates:
        if first:
            place = places[0] if len(places) == 1 else ""
            draft.birth(first, last, approximate=approximate == "true", place=place)
        else:
            draft.not_a_date("Date of birth", "")
    if len(places) > 1 or not dates:
        for place in places:
            draft.remark(f"Place of birth: {place}")


def _period(period: Element) -> tuple[str, str]:
    """The first and the last day, shortened to the year or month that they are the ends of."""
    days = {}
    for end, path in (("first", "Start/From"), ("last", "End/To")):
        found = period.find(path)
        days[end] = _date(found) if found is not None else ""
    start = period.find("Start")
    first, last = days["first"], days["last"]
    if start is not None and start.get("Approximate") == "true":
        period.set("Approximate", "true")
    if not last or first == last:
        return first, ""
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4], ""
    if first[:7] == last[:7] and first.endswith("-01"):
        return first[:7], ""
    return (first[:4], last[:4]) if first.endswith("-01-01") and last.endswith("-12-31") else (first, last)
