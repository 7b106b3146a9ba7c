"""Lists that many councils import, by the keys that they are known by: what to call them, and where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    title: str
    publisher: str
    address: str


KNOWN: Mapping[str, Known] = {
    "un-sc": Known(
        "Consolidated List",
        "United Nations Security Council",
        "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    ),
    "ofac-sdn": Known(
        "Specially Designated Nationals and Blocked Persons List",
        "Office of Foreign Assets Control, United States Department of the Treasury",
        "https://ofac.treasury.gov/sanctions-list-service",
    ),
    "eu-fsf": Known(
        "Consolidated list of persons, groups and entities subject to EU financial sanctions",
        "European Commission",
        "https://data.europa.eu/data/datasets/"
        "consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions",
    ),
}
