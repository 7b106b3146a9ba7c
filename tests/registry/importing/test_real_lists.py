"""The two snapshots of the United Nations' list, and OFAC's, where they are at hand (../shared/data is not shipped)."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
from tests.registry.importing.lists import held
from tests.worlds import council_of

from parley.ledger.rules.actor import Actor
from parley.registry.acts.importing import About, DropError, Imported, foresee_import, import_snapshot
from parley.registry.models import Entry, Version
from parley.registry.queries.sources import sources
from parley.registry.sources import ListFile, read

LISTS = Path(__file__).resolve().parents[4] / "shared/data/lists"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LISTS.is_dir(), reason="needs the lists of ../shared/data, which are not shipped"),
]
UN = About("un-sc", "un", "Consolidated List", "United Nations Security Council")


def un(year: str) -> tuple[ListFile, bytes]:
    octets = next(LISTS.glob(f"un-{year}-*.xml")).read_bytes()
    return read([octets]), hashlib.sha256(octets).digest()


def bring(by: Actor, year: str) -> Imported:
    file, sha256 = un(year)
    return import_snapshot(by, UN, file, sha256=sha256, accept_drop=True)


def test_the_two_snapshots_differ_by_these_references_and_end_alike_in_either_order() -> None:
    now = un("2025")[0].made_at
    assert now is not None
    world = council_of(1, at=now)
    by = world.secretariat.actor(now)
    first = bring(by, "2020")
    assert (first.added, first.changed, first.delisted) == (1018, 0, 0)
    file, sha256 = un("2025")
    seen = foresee_import(by, UN.key, file, sha256=sha256)
    assert (len(seen.changes.added), len(seen.changes.delisted)) == (45, 186)
    assert {r[:2] for r in seen.changes.added} == {"CD", "CF", "HT", "LY", "QD", "SD", "SO", "YE"}
    assert {"IRe.001", "IRi.001", "MLi.001"} <= set(seen.changes.delisted)
    assert "QDe.118" in seen.changes.changed  # reviewed since
    with pytest.raises(DropError, match="delist 186 of 1018 entries"):
        import_snapshot(by, UN, file, sha256=sha256)
    assert Entry.objects.count() == Version.objects.count() == 1018
    bring(by, "2025")
    assert bring(by, "2020").same
    assert bring(by, "2025").same
    (view,) = sources(world.secretariat.viewer)
    assert (view.in_force, view.newest.entries_count) == (877, 877)

    member = world.members[0]  # the other way round, as a list of its own
    for year in ("2025", "2020"):
        bring(member.actor(now), year)
    assert held(member.party.id) == held(world.secretariat.party.id)


@pytest.mark.slow
def test_ofacs_list_is_imported_in_reasonable_time() -> None:
    files = [(LISTS / name).read_bytes() for name in ("ofac-sdn.csv", "ofac-alt.csv")]
    by = council_of(1).secretariat.actor()
    begun = time.process_time()
    file = read(files, "ofac-csv")
    done = import_snapshot(by, About("ofac-sdn", "ofac-csv", "SDN"), file, sha256=hashlib.sha256(files[0]).digest())
    assert (done.added, len(file.kept)) == (7379, 3728)
    assert time.process_time() - begun < 30
