"""The public lists as this benchmark reads them: kind, names and original script of each entry. Nothing is imported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

from parley.registry.names import Kind

UN, OFAC, OFAC_ALIASES = "lists/un-2025-04-19.xml", "lists/ofac-sdn.csv", "lists/ofac-alt.csv"
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_OFAC_KINDS = {"individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}


@dataclass(frozen=True)
class Listed:
    reference: str
    kind: Kind
    names: tuple[str, ...]  # the primary one and the aliases
    original: str = ""  # in the script of the original; empty where the list has none


def united_nations(path: Path) -> list[Listed]:
    root = ElementTree.parse(path).getroot()
    found = []
    for tag, kind in (("INDIVIDUAL", Kind.PERSON), ("ENTITY", Kind.ORGANISATION)):
        for entry in root.iter(tag):
            primary = " ".join(" ".join((entry.findtext(part) or "") for part in _PARTS).split())
            aliases = ((alias.findtext("ALIAS_NAME") or "").strip() for alias in entry.iter(f"{tag}_ALIAS"))
            found.append(
                Listed(
                    reference=entry.findtext("REFERENCE_NUMBER") or "",
                    kind=kind,
                    names=tuple(dict.fromkeys(name for name in (primary, *aliases) if name)),
                    original=" ".join((entry.findtext("NAME_ORIGINAL_SCRIPT") or "").split()),
                )
            )
    return found


def ofac(primary: Path, alternate: Path) -> list[Listed]:
    aliases: dict[str, list[str]] = {}
    for row in _rows(alternate):
        aliases.setdefault(row[0], []).append(row[3])
    return [
        Listed(row[0], _OFAC_KINDS.get(row[2].strip(), Kind.ORGANISATION), (row[1], *aliases.get(row[0], ())))
        for row in _rows(primary)
    ]


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from (row for row in csv.reader(lines) if len(row) > 3)
