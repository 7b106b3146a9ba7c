"""The two organisations that were named in Dushanbe in June 2021, as the United Nations lists them.

Typed by hand from the Security Council's Consolidated List as of 19 April 2025 (`sources.UN_LIST`): reference, names,
legal basis and dates, and nothing else of the entries. The names in other languages are those that every import of
this list adds (`registry.sources.translations`): each says in its basis that it is not the United Nations'.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from parley.registry.rules.entries import Alias, Content, Kind, Quality
from parley.registry.sources.translations import ADDED

MADE_AT = datetime(2025, 4, 19, 23, 0, 4, tzinfo=UTC)
KEY, FORMAT = "un-sc-demo", "un"
"""Not "un-sc": two entries are no snapshot of that list; who imports it would read that hundreds had left it."""
TITLE = "Two entries of the Consolidated List, typed by hand for the demonstration"
PUBLISHER = "United Nations Security Council"
ADDRESS = "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"

_BASIS = "Security Council resolutions 1267 (1999), 1989 (2011) and 2253 (2015)"


def _listed(names: str) -> tuple[Alias, ...]:
    """The list's own further names, each "a.k.a."."""
    return tuple(Alias(name.strip(), Quality.GOOD, basis="a.k.a.") for name in names.split(";"))


LASHKAR = Content(
    kind=Kind.ORGANISATION,
    names=(
        Alias("LASHKAR-E-TAYYIBA", Quality.PRIMARY),
        *_listed(
            "Lashkar-e-Toiba; Lashkar-i-Taiba; al Mansoorian; al Mansooreen; Army of the Pure; Army of the Righteous; "
            "Army of the Pure and Righteous; Paasban-e-Kashmir; Paasban-i-Ahle-Hadith; Pasban-e-Kashmir; "
            "Pasban-e-Ahle-Hadith; Paasban-e-Ahle-Hadis; Pashan-e-ahle Hadis; Lashkar e Tayyaba; LET; Jamaat-ud-Dawa; "
            "JUD; Jama'at al-Dawa; Jamaat ud-Daawa; Jamaat ul-Dawah; Jamaat-ul-Dawa; Jama'at-i-Dawat; "
            "Jamaiat-ud-Dawa; Jama'at-ud-Da'awah; Jama'at-ud-Da'awa; Jamaati-ud-Dawa; Falah-i-Insaniat Foundation (FIF)"
        ),
        *ADDED["QDe.118"],
    ),
    legal_basis=_BASIS,
    programme="Al-Qaida",
    listed_on=date(2005, 5, 2),
    amended_on=(date(2005, 11, 3), date(2008, 12, 10), date(2012, 3, 14), date(2020, 11, 24), date(2023, 10, 30)),
)
JAISH = Content(
    kind=Kind.ORGANISATION,
    names=(
        Alias("JAISH-I-MOHAMMED", Quality.PRIMARY),
        *_listed("Army of Mohammed"),
        *ADDED["QDe.019"],
    ),
    legal_basis=_BASIS,
    programme="Al-Qaida",
    listed_on=date(2001, 10, 17),
    amended_on=(date(2011, 12, 13), date(2020, 11, 24)),
)
ENTRIES = {"QDe.118": LASHKAR, "QDe.019": JAISH}
