"""The EU's consolidated list of persons and groups under financial sanctions: XML 1.1 of its FSF files.

Everything stands in attributes of `sanctionEntity` and its children. Left out: the logical ids, which number rows of
its database, and the repeated `regulationSummary` of each part.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from parley.council.errors import gettext_noop, shown
from parley.registry.rules.entries import Kind, Quality
from parley.registry.sources.markup import moment, records, text, texts
from parley.registry.sources.parts import Draft, day_of, iso
from parley.registry.sources.reading import ListFile, Read, Unread

ROOT = "export"
_KINDS = {"person": Kind.PERSON, "enterprise": Kind.ORGANISATION}
_DOCUMENTS = {
    "passport": "passport",
    "id": "national identification number",
    "ssn": "social security number",
    "fiscalcode": "tax number",
    "regnumber": "registration number",
    "electionid": "electoral number",
    "imo": "IMO number",
    "swiftbic": "SWIFT/BIC",
    "travelDoc": "travel document",
    "birthcert": "birth certificate",
}
_DOUBTS = {
    "knownFalse": "known to be false",
    "knownExpired": "expired",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked",
}
_UNKNOWN = {"00", "UNKNOWN"}


def read(octets: bytes) -> ListFile:
    made_at: datetime | None = None
    entries: list[Read] = []
    unread: list[Unread] = []
    for number, record in enumerate(records(octets, ROOT, {"sanctionEntity"})):
        if record.tag == ROOT:
            made_at = moment(record.get("generationDate", ""))
        else:
            entries += _entry(record, f"sanctionEntity {number}", unread)
    return ListFile(tuple(entries), tuple(unread), made_at)


def _entry(record: Element, place: str, unread: list[Unread]) -> Iterator[Read]:
    subject = record.find("subjectType")
    code = subject.get("code", "") if subject is not None else ""
    reference = record.get("euReferenceNumber", "") or record.get("logicalId", "")
    draft = Draft(_KINDS.get(code, Kind.ORGANISATION), reference, place, unread)
    if code not in _KINDS:
        draft.say(
            gettext_noop("Expected: a known kind. Came: %(came)s. It is taken for an organisation."), came=shown(code)
        )
    for alias in sorted(record.findall("nameAlias"), key=lambda a: a.get("strong") == "false"):
        _name(draft, alias)
    for nation in record.findall("citizenship"):
        draft.nationality(_nation(nation))
        _remarks(draft, nation, "Citizenship")
    for born in record.findall("birthdate"):
        _birth(draft, born)
    for address in record.findall("address"):
        _address(draft, address)
    for document in record.findall("identification"):
        _document(draft, document)
    if united := record.get("unitedNationId", ""):
        draft.identifier("United Nations reference", united)
    _remarks(draft, record)
    if details := record.get("designationDetails", ""):
        draft.remark(details)
    regulations = record.findall("regulation")
    yield from draft.done(
        legal_basis="; ".join(dict.fromkeys(filter(None, (r.get("numberTitle", "") for r in regulations)))),
        programme="; ".join(dict.fromkeys(filter(None, (r.get("programme", "") for r in regulations)))),
        listed_on=day_of(record.get("designationDate", "")),
        amended_on=tuple(sorted({d for r in regulations if (d := day_of(r.get("publicationDate", "")))})),
        page=next((url for r in regulations if (url := text(r, "publicationUrl"))), ""),
    )


def _name(draft: Draft, alias: Element) -> None:
    parts = [alias.get(part, "") for part in ("firstName", "middleName", "lastName")]
    language = alias.get("nameLanguage", "").lower()
    low = alias.get("strong") == "false"
    draft.name(
        alias.get("wholeName", "") or " ".join(filter(None, parts)),
        Quality.LOW if low else Quality.GOOD,
        "weak alias" if low else "",
        language if language.isalpha() else "",
    )
    for part in ("title", "function"):
        draft.function(alias.get(part, ""))
    if gender := alias.get("gender", ""):
        draft.remark(f"Gender: {gender}")
    _remarks(draft, alias, alias.get("wholeName", ""))


def _nation(part: Element) -> str:
    code, name = part.get("countryIso2Code", ""), part.get("countryDescription", "")
    return code if code and code not in _UNKNOWN else "" if name in _UNKNOWN else name


def _birth(draft: Draft, born: Element) -> None:
    place = ", ".join(
        filter(None, (born.get(p, "") for p in ("city", "place", "region", "zipCode", "countryDescription")))
    ).replace(", UNKNOWN", "")
    year, month, day = (born.get(p, "") for p in ("year", "monthOfYear", "dayOfMonth"))
    parts = [year, month.zfill(2) if year and month else "", day.zfill(2) if year and month and day else ""]
    first = iso(born.get("birthdate", "")) or iso("-".join(filter(None, parts)))
    last = ""
    if not first:
        first, last = iso(born.get("yearRangeFrom", "")), iso(born.get("yearRangeTo", ""))
    if first:
        draft.birth(first, last, approximate=born.get("circa") == "true", place=place)
    elif said := born.get("birthdate", "") or "-".join(filter(None, parts)):
        draft.not_a_date("Date of birth", said)
    elif place:
        draft.remark(f"Place of birth: {place}")
    _remarks(draft, born, "Birth")


def _address(draft: Draft, address: Element) -> None:
    parts = [address.get(p, "") for p in ("street", "poBox", "zipCode", "city", "place", "region")]
    nation = address.get("countryDescription", "")
    draft.address(", ".join(filter(None, [*parts, "" if nation in _UNKNOWN else nation])))
    draft.country(_nation(address))
    _remarks(draft, address, "Address")


def _document(draft: Draft, document: Element) -> None:
    number = document.get("number", "") or document.get("latinNumber", "")
    code = document.get("identificationTypeCode", "")
    kind = _DOCUMENTS.get(code) or document.get("identificationTypeDescription", "") or code or "document"
    draft.identifier(kind, number, _nation(document))
    about = [said for name, said in _DOUBTS.items() if document.get(name) == "true"]
    about += [f"{label} {v}" for label, key in _DATES if (v := document.get(key, ""))]
    about += [document.get(key, "") for key in ("nameOnDocument", "issuedBy", "region")]
    if said := ", ".join(filter(None, about)):
        draft.remark(f"{kind} {number}: {said}")
    _remarks(draft, document, f"{kind} {number}")


_DATES = (("issued", "issuedDate"), ("valid from", "validFrom"), ("valid to", "validTo"))


def _remarks(draft: Draft, part: Element, about: str = "") -> None:
    for remark in texts(part, "remark"):
        draft.remark(f"{about}: {remark}" if about else remark)
