"""What the two forms of OFAC's lists have in common: kinds, links, identifiers by the words they are written in."""

from __future__ import annotations

from parley.registry.rules.entries import Kind

PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id={}"
KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANISATION,
    "": Kind.ORGANISATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
DOCUMENTS = (
    # what OFAC writes, as the beginning of a remark or as the type of a document; and our word, the same in all lists
    ("Passport", "passport"),
    ("Stateless Person Passport", "passport"),
    ("National ID No.", "national identification number"),
    ("Cedula No.", "national identification number"),
    ("D.N.I.", "national identification number"),
    ("C.U.R.P.", "national identification number"),
    ("SSN", "social security number"),
    ("Identification Number", "identification number"),
    ("Driver's License No.", "driving licence"),
    ("NIT #", "tax number"),
    ("R.F.C.", "tax number"),
    ("RFC", "tax number"),
    ("RUC #", "tax number"),
    ("RIF #", "tax number"),
    ("RTN", "tax number"),
    ("V.A.T. Number", "tax number"),
    ("Tax ID No.", "tax number"),
    ("US FEIN", "tax number"),
    ("Italian Fiscal Code", "tax number"),
    ("Registration ID", "registration number"),
    ("Registration Number", "registration number"),
    ("Company Number", "registration number"),
    ("UK Company Number", "registration number"),
    ("Business Registration Number", "registration number"),
    ("Business Registration Document #", "registration number"),
    ("Commercial Registry Number", "registration number"),
    ("C.R. No.", "registration number"),
    ("Matricula Mercantil No", "registration number"),
    ("Folio Mercantil No.", "registration number"),
    ("Trade License No.", "registration number"),
    ("D-U-N-S Number", "D-U-N-S number"),
    ("SWIFT/BIC", "SWIFT/BIC"),
    ("Vessel Registration Identification", "IMO number"),
    ("MMSI", "MMSI"),
    ("Aircraft Tail Number", "tail number"),
    ("Aircraft Manufacturer's Serial Number (MSN)", "aircraft serial number"),
    ("Aircraft Construction Number (also called L/N or S/N or F/N)", "aircraft construction number"),
)
_WORDS = {written.lower(): ours for written, ours in DOCUMENTS}


def identifier_kind(written: str) -> str:
    """Our word for a type of document, or OFAC's own."""
    return _WORDS.get(written.lower(), written)


def without_imo(kind: str, value: str) -> str:
    return value.removeprefix("IMO ") if kind == "IMO number" else value


def natural_order(name: str) -> str:
    """ "LAST, First, Jr." as it is said: "First LAST Jr." """
    last, *rest = [part.strip() for part in name.split(",")]
    return " ".join([*rest[:1], last, *rest[1:]])
