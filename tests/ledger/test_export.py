"""An exported log verifies alone, and one changed octet anywhere in it is found and named."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import transaction
from tests.ledger.conftest import Reader, actor, party

from parley.ledger import acts, queries
from parley.ledger.commands import verify_export
from parley.ledger.rules import verify
from parley.ledger.rules.report import Report

pytestmark = pytest.mark.django_db
VIEWER = Reader(party(2))


class Memory:
    """An export's files in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self) -> list[str]:
        return list(self.files)

    def read(self, name: str) -> bytes:
        return self.files[name]


def record(count: int, first: int = 0) -> None:
    for n in range(first, first + count):
        acts.record(actor(1, n), "forum.reply", party(77), {"n": n, "text": "«Да»"}, logs=[VIEWER.party])


def exported() -> tuple[bytes, dict[str, bytes]]:
    raw = b"".join(queries.export(VIEWER))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return raw, {name: archive.read(name) for name in archive.namelist()}


def flipped(files: dict[str, bytes], name: str, place: int, change: int) -> Report:
    octets = bytearray(files[name])
    octets[place] ^= change
    return verify.judge(Memory(files | {name: bytes(octets)}))


def leaf_at(name: str, octets: bytes, place: int) -> int | None:
    """The leaf that an octet belongs to; None where a file is not cut into leaves."""
    rest = name.split("/", 2)[2]
    if rest.startswith("tile/entries/"):
        return place // 34
    if rest.startswith("tile/0/"):
        return place // 32
    return octets[:place].count(b"\n") if rest.startswith("openings/") else None


def assert_named(report: Report, files: dict[str, bytes], name: str, place: int) -> None:
    assert not report.ok, (name, place)
    found = [fault for fault in report.faults if fault.place == name]
    assert found, (name, place, report)
    leaf = leaf_at(name, files[name], place)
    if leaf is not None:
        bundle = 256 if "/001.p/" in name else 0
        words = f"leaf {bundle + leaf} ", f"leaf {bundle + leaf}:", f"leaf {bundle + leaf}."
        assert any(word in str(fault) + " " for fault in found for word in words), (place, report)


def test_an_export_verifies_as_a_zip_and_unpacked(tmp_path):
    record(3)
    acts.reopen(actor(1, 10))
    record(2, first=11)
    raw, files = exported()
    packed, folder = tmp_path / "ledger.zip", tmp_path / "ledger"
    packed.write_bytes(raw)
    for name, octets in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(octets)
    assert verify_export(packed).ok
    assert verify_export(folder).ok
    assert verify_export(packed).summary == "Verified: 2 logs with 6 leaves."


def test_two_exports_of_one_log_are_the_same_octets():
    record(3)
    assert exported()[0] == exported()[0]


def test_an_export_holds_nothing_of_acts_that_were_not_released():
    record(2)
    before = exported()[0]
    acts.record(actor(1, 50), "forum.reply", party(78), {"secret": "x"}, logs=[party(3)])
    assert exported()[0] == before


def test_every_octet_of_a_small_export_is_guarded():
    record(2)
    _, files = exported()
    assert verify.judge(Memory(files)).ok
    rng = random.Random(1)
    for name, octets in files.items():
        for place in range(len(octets)):
            assert_named(flipped(files, name, place, rng.randrange(1, 256)), files, name, place)


def test_a_changed_octet_anywhere_in_a_larger_export_is_named():
    record(300)
    acts.reopen(actor(1, 400))
    record(3, first=401)
    _, files = exported()
    assert "logs/0/tile/1/000.p/1" in files
    assert verify.judge(Memory(files)).ok
    rng = random.Random(2)
    for name in files:
        for _ in range(4):
            place = rng.randrange(len(files[name]))
            assert_named(flipped(files, name, place, rng.randrange(1, 256)), files, name, place)


@pytest.mark.parametrize("name", ["on_behalf", "what", "when", "about", "content"])
def test_a_changed_value_names_its_field(name):
    record(2)
    _, files = exported()
    openings = "logs/0/openings/000.p/2"
    found = re.search(rf'"{name}":{{[^{{}}]*?"value":"((?:\\.|[^"\\])*)"'.encode(), files[openings])
    assert found
    report = flipped(files, openings, found.end(1) - 1, 1)
    assert f"Field {name} of the opening of leaf 0" in str(report)


def test_a_changed_commitment_of_a_closed_field_names_the_fields_that_are_closed():
    record(1)
    _, files = exported()
    openings = "logs/0/openings/000.p/1"
    place = files[openings].index(b'"who":{"commitment":"') + 21
    old = files[openings][place : place + 1]
    report = flipped(files, openings, place, ord(old) ^ ord(b"1" if old != b"1" else b"2"))
    assert "a closed field's commitment was changed (who)" in str(report)


def test_any_changed_octet_of_the_zip_itself_is_found(tmp_path):
    record(3)
    raw, _ = exported()
    rng = random.Random(3)
    file = tmp_path / "ledger.zip"
    places = {*range(0, 60), *range(len(raw) - 120, len(raw)), *(rng.randrange(len(raw)) for _ in range(300))}
    for place in sorted(places):
        octets = bytearray(raw)
        octets[place] ^= rng.randrange(1, 256)
        file.write_bytes(octets)
        report = verify_export(file)
        assert not report.ok, place
        assert report.faults
    for cut in (0, 1, 100, len(raw) // 2, len(raw) - 1):
        file.write_bytes(raw[:cut])
        assert not verify_export(file).ok
    file.write_bytes(raw + b"x")
    assert not verify_export(file).ok


def test_a_missing_and_an_added_file_are_named():
    record(2)
    _, files = exported()
    less = {name: octets for name, octets in files.items() if "tile/0" not in name}
    assert "logs/0/tile/0/000.p/2: The file is missing." in str(verify.judge(Memory(less)))
    more = files | {"logs/0/readme": b""}
    assert "logs/0/readme" in str(verify.judge(Memory(more)))
    assert not verify.judge(Memory({})).ok
    assert not verify.judge(Memory({"logs/0/tile/entries/x999/x999/x999/000": b""})).ok


def test_a_log_that_was_written_anew_does_not_continue_the_checkpoint_that_was_kept(tmp_path):
    record(3)
    log = queries.log_of(VIEWER)
    kept = tmp_path / "checkpoint"
    kept.write_text(queries.checkpoint(VIEWER, log.id))
    record(3, first=3)
    honest = tmp_path / "honest.zip"
    honest.write_bytes(exported()[0])
    assert verify_export(honest, earlier=[kept]).ok
    with transaction.atomic():
        for table in ("Leaf", "Log", "Act"):
            getattr(acts, table).objects.all().delete()
    record(6, first=100)
    anew = tmp_path / "anew.zip"
    anew.write_bytes(exported()[0])
    assert verify_export(anew).ok
    assert "history changed" in str(verify_export(anew, earlier=[kept]))


def test_a_shorter_log_than_the_one_kept_is_refused(tmp_path):
    record(2)
    kept = tmp_path / "checkpoint"
    log = queries.log_of(VIEWER)
    short = tmp_path / "short.zip"
    short.write_bytes(exported()[0])
    record(1, first=2)
    kept.write_text(queries.checkpoint(VIEWER, log.id))
    assert "has become shorter" in str(verify_export(short, earlier=[kept]))


def test_only_a_trusted_key_counts_where_one_is_given(tmp_path):
    record(2)
    file = tmp_path / "ledger.zip"
    file.write_bytes(exported()[0])
    (mine,) = queries.keys(VIEWER, queries.log_of(VIEWER).id)
    assert verify_export(file, [mine]).notes == ()
    assert mine in verify_export(file).notes[0]
    stranger = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert "no known key" in str(verify_export(file, [stranger]))
    assert not verify_export(file, ["nonsense"]).ok


def test_an_erased_act_does_not_spoil_the_export():
    record(3)
    acts.Act.objects.get(at=actor(1, 1).at).delete()
    _, files = exported()
    assert verify.judge(Memory(files)).ok
    report = flipped(files, "logs/0/tile/0/000.p/3", 40, 1)
    assert "Leaf 1 " in str(report)


def test_a_second_log_that_cites_another_end_is_refused():
    record(2)
    acts.reopen(actor(1, 10))
    _, second = exported()
    for table in (acts.Leaf, acts.Log, acts.Act):
        table.objects.all().delete()
    record(2, first=20)
    _, first = exported()
    mixed = {name: octets for name, octets in second.items() if name.startswith("logs/1/")} | first
    assert "cites another end" in str(verify.judge(Memory(mixed)))


def test_a_downloaded_proof_verifies_alone_and_any_changed_octet_of_it_is_found(tmp_path):
    record(20)
    act = queries.acts(VIEWER)[7]
    assert act.id is not None
    file = tmp_path / "act.tlog-proof"
    raw = queries.proof(VIEWER, act.id).text.encode()
    file.write_bytes(raw)
    report = verify_export(file)
    assert report.ok
    assert report.summary.startswith("Verified: leaf 12 of parley.example/ledger/")
    rng = random.Random(4)
    for place in range(len(raw)):
        octets = bytearray(raw)
        octets[place] ^= rng.randrange(1, 256)
        changed = verify.judge_proof(bytes(octets))
        assert not changed.ok, place
        assert changed.faults


@pytest.mark.parametrize("octets", [b"", b"PK", b"nonsense" * 100, b"c2sp.org/tlog-proof@v1\n"])
def test_a_file_that_is_no_export_is_refused_with_a_sentence(tmp_path, octets):
    file = tmp_path / "file"
    file.write_bytes(octets)
    report = verify_export(file)
    assert not report.ok
    assert report.faults
    assert not verify_export(tmp_path / "absent").ok


def test_an_export_is_checked_without_django(tmp_path):
    record(2)
    file = tmp_path / "ledger.zip"
    file.write_bytes(exported()[0])
    program = (
        "import sys; from pathlib import Path; from parley.ledger.commands import verify_export; "
        "r = verify_export(Path(sys.argv[1])); print(r); sys.exit(not r.ok or 'django' in sys.modules)"
    )
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], env={"PYTHONPATH": str(source)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
