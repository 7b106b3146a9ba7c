"""The Security Council's Consolidated List, as XML (https://scsanctions.un.org, element CONSOLIDATED_LIST).

Added: a few translated names of organisations (`translations`).

Left out: DATAID, VERSIONNUM and the sort keys, which number records of its database and say nothing of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element

from parley.registry.rules.entries import Kind, Quality
from parley.registry.sources.markup import moment, records, text, texts
from parley.registry.sources.parts import Draft, clean, day_of, iso, script_of
from parley.registry.sources.reading import ListFile, Read, Unread
from parley.registry.sources.translations import ADDED

ROOT = "CONSOLIDATED_LIST"
_RESOLUTIONS = {
    # The first two letters of a reference: the committee's resolutions (https://main.un.org/securitycouncil, Sanctions)
    "CD": "1533 (2004)",
    "CF": "2745 (2024)",
    "GB": "2048 (2012)",
    "HT": "2653 (2022)",
    "IQ": "1518 (2003)",
    "IR": "2231 (2015)",
    "KP": "1718 (2006)",
    "LY": "1970 (2011)",
    "ML": "2374 (2017)",
    "QD": "1267 (1999), 1989 (2011) and 2253 (2015)",
    "SD": "1591 (2005)",
    "SO": "2713 (2023)",
    "SS": "2206 (2015)",
    "TA": "1988 (2011)",
    "YE": "2140 (2014)",
}
BRACKETS_MAX = 50
"""Names in brackets that are read of one field: each is looked at with all of the field around it."""
_SEPARATORS = re.compile(r"[;؛،]")
_SAYS_SCRIPT = re.compile(r"^\s*original script\s*:|\(?original script\)?", re.IGNORECASE)
_LANGUAGES = {"tigrinya": "ti", "arabic": "ar", "amharic": "am", "dari": "prs", "pashto": "ps", "urdu": "ur"}
_BASES = {"birth name", "combat name", "nom de guerre", "previously listed as", "formerly listed as"}
_GRADES = {"good", "low"}
_SCRIPT_AFTER = re.compile(r"script\s*:\s*(.+)$", re.IGNORECASE)
_DOCUMENTS = {"numéro de passeport": "passport", "número de pasaporte": "passport"}


def read(octets: bytes) -> ListFile:
    made_at: datetime | None = None
    entries: list[Read] = []
    unread: list[Unread] = []
    for number, record in enumerate(records(octets, ROOT, {"INDIVIDUAL", "ENTITY"})):
        if record.tag == ROOT:
            made_at = moment(record.get("dateGenerated", ""))
        else:
            entries += _entry(record, f"{record.tag} {number}", unread)
    return ListFile(tuple(entries), tuple(unread), made_at)


def _entry(record: Element, place: str, unread: list[Unread]) -> Iterator[Read]:
    person = record.tag == "INDIVIDUAL"
    draft = Draft(Kind.PERSON if person else Kind.ORGANISATION, text(record, "REFERENCE_NUMBER"), place, unread)
    of = record.tag
    parts = [text(record, f"{part}_NAME") for part in ("FIRST", "SECOND", "THIRD", "FOURTH")]
    draft.name(" ".join(filter(None, parts)))
    for original in texts(record, "NAME_ORIGINAL_SCRIPT"):
        _name(draft, original, Quality.GOOD, "name in the original script")
    for alias in record.findall(f"{of}_ALIAS"):
        _alias(draft, alias)
    for added in ADDED.get(draft.reference, ()):
        draft.name(added.text, added.quality, added.basis, added.language)
    _births(draft, record)
    for nation in texts(record, "NATIONALITY/VALUE"):
        draft.nationality(nation)
    for address in record.findall(f"{of}_ADDRESS"):
        _address(draft, address)
    for document in record.findall("INDIVIDUAL_DOCUMENT"):
        _document(draft, document)
    for function in (*texts(record, "TITLE/VALUE"), *texts(record, "DESIGNATION/VALUE")):
        draft.function(function)
    for label, path in (("Gender", "GENDER"), ("Submitted by", "SUBMITTED_BY"), ("Submitted on", "SUBMITTED_ON")):
        if found := text(record, path):
            draft.remark(f"{label}: {found}")
    for comment in texts(record, "COMMENTS1"):
        draft.remark(comment)
    listed = text(record, "LISTED_ON")
    if listed and day_of(listed) is None:
        draft.not_a_date("Listed on", listed)
    resolutions = _RESOLUTIONS.get(draft.reference[:2], "")
    yield from draft.done(
        legal_basis=f"Security Council resolution{'s' * (',' in resolutions)} {resolutions}" if resolutions else "",
        programme=text(record, "UN_LIST_TYPE"),
        listed_on=day_of(listed),
        amended_on=_days(draft, texts(record, "LAST_DAY_UPDATED/VALUE")),
    )


def _alias(draft: Draft, alias: Element) -> None:
    name, quality, note = text(alias, "ALIAS_NAME"), text(alias, "QUALITY"), text(alias, "NOTE")
    if not name:
        return
    how = Quality.LOW if quality.lower() == "low" else Quality.GOOD
    said = "a.k.a." if quality.lower() in _GRADES else quality  # an organisation's "quality" is "a.k.a." or "f.k.a."
    _name(draft, name, how, f"{said} ({note})" if note else said)
    _in_note(draft, clean(note), how, said)
    born = text(alias, "DATE_OF_BIRTH")
    place = ", ".join(filter(None, (text(alias, "CITY_OF_BIRTH"), text(alias, "COUNTRY_OF_BIRTH"))))
    if born and not iso(born):
        draft.not_a_date(f"Born, as {clean(name)}", born)
    elif born:
        draft.birth(iso(born), place=place)
    elif place:
        draft.remark(f"Born, as {clean(name)}: {place}")


def _name(draft: Draft, whole: str, quality: Quality, basis: str) -> None:
    """One field may hold several names: between semicolons or Arabic commas, and in brackets in another script."""
    outside, language = clean(whole), ""
    found = _brackets(outside)
    if len(found) > BRACKETS_MAX:
        draft.too_many("names", len(found), BRACKETS_MAX)
        outside = outside[: outside.index(f"({found[BRACKETS_MAX]})")]
        found = found[:BRACKETS_MAX]
    for inside in found:
        bare = _SAYS_SCRIPT.sub("", inside)
        said = inside.strip().lower()
        if said in _LANGUAGES:
            language = _LANGUAGES[said]
        elif said in _BASES:
            basis = f"{basis} ({said})"
        elif bare != inside or _SEPARATORS.search(inside) or script_of(inside) != script_of(_without(outside, inside)):
            for name in _SEPARATORS.split(bare):
                draft.name(name, quality, basis)
        else:
            continue
        outside = _without(outside, inside)
    for name in _SEPARATORS.split(outside):
        draft.name(_SAYS_SCRIPT.sub("", name), quality, basis, language)


def _in_note(draft: Draft, note: str, quality: Quality, basis: str) -> None:
    """A note may hold further spellings: in brackets between semicolons, or after "in Arabic script:"."""
    found = [inside for inside in _brackets(note) if ";" in inside and not any(c.isdigit() for c in inside)]
    after = _SCRIPT_AFTER.search(note)
    found += [after[1]] if after and script_of(after[1]) else []
    for names in found:
        for name in _SEPARATORS.split(names):
            draft.name(name, quality, basis)


def _without(text: str, inside: str) -> str:
    return text.replace(f"({inside})", " ")


def _brackets(text: str) -> list[str]:
    """What stands in outermost brackets."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character == "(":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append(text[start:place])
    return found


def _births(draft: Draft, record: Element) -> None:
    places = [_place(place) for place in record.findall("INDIVIDUAL_PLACE_OF_BIRTH")]
    places = list(filter(None, places))
    found = False
    for born in record.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        approximate = text(born, "TYPE_OF_DATE") == "APPROXIMATELY" or text(born, "NOTE").lower() == "approximately"
        raw = text(born, "DATE") or text(born, "YEAR")
        first, last = (raw, "") if raw else (text(born, "FROM_YEAR"), text(born, "TO_YEAR"))
        if note := text(born, "NOTE"):
            draft.remark(f"Date of birth {first}: {note}")
        if not first and not last:
            continue
        if not iso(first) or (last and not iso(last)):
            draft.not_a_date("Date of birth", f"{first} {last}")
            continue
        found = True
        draft.birth(
            iso(first), iso(last) if last else "", approximate=approximate, place=places[0] if len(places) == 1 else ""
        )
    if len(places) > 1 or not found:  # which date goes with which place, the list does not say
        for place in places:
            draft.remark(f"Place of birth: {place}")


def _place(place: Element) -> str:
    parts = [text(place, part) for part in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE")]
    return ", ".join(filter(None, parts))


def _address(draft: Draft, address: Element) -> None:
    parts = [text(address, p) for p in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")]
    draft.address(", ".join(filter(None, parts)))
    draft.country(text(address, "COUNTRY"))


def _document(draft: Draft, document: Element) -> None:
    kind, kind2 = text(document, "TYPE_OF_DOCUMENT"), text(document, "TYPE_OF_DOCUMENT2")
    kind = clean(kind or kind2).lower()
    kind = _DOCUMENTS.get(kind, kind)
    number = text(document, "NUMBER")
    nation = text(document, "ISSUING_COUNTRY") or text(document, "COUNTRY_OF_ISSUE")
    about = [kind2 if kind2.lower() != kind else ""]
    about += [text(document, part) for part in ("CITY_OF_ISSUE", "DATE_OF_ISSUE", "NOTE")]
    rest = ", ".join(filter(None, about))
    if number:
        draft.identifier(kind or "document", number, nation)
        if rest:
            draft.remark(f"{kind or 'document'} {number}: {rest}")
    elif rest:
        draft.remark(f"{kind or 'document'}: {', '.join(filter(None, (rest, nation)))}")


def _days(draft: Draft, days: list[str]) -> tuple[date, ...]:
    found = []
    for day in days:
        parsed = day_of(day)
        if parsed is None:
            draft.not_a_date("Amended on", day)
        else:
            found.append(parsed)
    return tuple(sorted(set(found)))
