"""A backup is whole or refused, and a restored node starts sealed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import NOON, council_of

from parley.cli import backup
from parley.council import acts as council
from parley.council.errors import ConflictError
from parley.council.models import Council, Token
from parley.council.rules import Scope
from parley.forum import acts as forum
from parley.forum.models import Document
from parley.ledger.commands import verify_store
from parley.ledger.models import Act, Log
from parley.release.rules import WholeCouncil, terms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A backup of a council with a document and a token; the store is empty again afterwards."""
    world = council_of(2)
    by = world.members[0].actor()
    note = forum.Upload("en", "note.txt", "text/plain", b"A note.\n")
    forum.submit_document(by, symbol_="A/1", titles={"en": "A"}, files=[note], circulation=terms(WholeCouncil()))
    council.issue_token(by, label="t", scopes=[Scope.LEDGER_READ], days=3)
    file = tmp_path / "backup"
    backup.write(file, NOON)
    call_command("flush", verbosity=0, interactive=False)
    return file


def test_a_restored_node_has_every_row_and_is_sealed_with_its_tokens_revoked(written: Path) -> None:
    rows = backup.read(written, NOON)
    assert rows > 50
    document = Document.objects.get(symbol="A/1")
    assert bytes(document.files.get().content.octets) == b"A note.\n"
    assert Council.objects.get().sealed
    assert not Token.objects.filter(revoked_at__isnull=True).exists()
    assert verify_store().ok


def test_each_log_begins_anew_and_cites_the_last_checkpoint(written: Path) -> None:
    backup.read(written, NOON)
    closed = Log.objects.filter(closed=True)
    assert closed.count() == Log.objects.filter(closed=False).count() > 0
    for log in closed:
        cited = [json.loads(act.content) for act in Act.objects.filter(kind="ledger.reopened", subject=log.party)]
        assert [c["checkpoint"].split("\n")[:2] for c in cited] == [[log.origin, str(log.size)]]


def test_unsealing_opens_the_node_once(written: Path) -> None:
    backup.read(written, NOON)
    backup.unseal(NOON)
    assert not Council.objects.get().sealed
    with pytest.raises(ConflictError):
        backup.unseal(NOON)


def test_nothing_is_restored_over_a_council(written: Path) -> None:
    council_of(1)
    with pytest.raises(ConflictError):
        backup.read(written, NOON)


def test_a_backup_is_never_overwritten(written: Path) -> None:
    with pytest.raises(ConflictError):
        backup.write(written, NOON)


def _rewritten(written: Path, change: object) -> Path:
    """The backup with one row changed and its digest made to fit: what only the ledger can notice."""
    lines = gzip.decompress(written.read_bytes()).splitlines()
    rows = [json.loads(line) for line in lines[:-1]]
    change(rows)  # type: ignore[operator]
    out = written.with_name("changed")
    body = [backup._line(row) for row in rows]
    import hashlib

    end = {"rows": len(body) - 1, "sha256": hashlib.sha256(b"".join(body)).hexdigest()}
    out.write_bytes(gzip.compress(b"".join([*body, backup._line(end)])))
    return out


def test_a_backup_whose_ledger_does_not_verify_is_refused_and_leaves_nothing(written: Path) -> None:
    def forge(rows: list[dict[str, object]]) -> None:
        act = next(r for r in rows if r.get("table") == "ledger.Act" and r["row"]["kind"] == "council.token_issued")  # type: ignore[index]
        act["row"]["content"] = act["row"]["content"].replace("2021", "2022")  # type: ignore[index]

    with pytest.raises(backup.BackupError, match="ledger does not verify"):
        backup.read(_rewritten(written, forge), NOON)
    assert not Council.objects.exists()


def test_a_backup_of_another_version_is_refused(written: Path) -> None:
    def older(rows: list[dict[str, object]]) -> None:
        rows[0]["format"] = "parley-backup-0"

    with pytest.raises(backup.BackupError, match="another version"):
        backup.read(_rewritten(written, older), NOON)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cut_or_changed_backup_is_refused(written: Path, data: st.DataObject) -> None:
    whole = written.read_bytes()
    broken = written.with_name("broken")
    place = data.draw(st.integers(10, len(whole) - 1))  # the first octets of gzip hold its time and system
    if data.draw(st.booleans()):
        broken.write_bytes(whole[:place])
    else:
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
    with pytest.raises(backup.BackupError):
        backup.read(broken, NOON)
    assert not Council.objects.exists()
