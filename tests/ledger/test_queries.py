"""What a party reads of its own log, and that there is no other log for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.ledger.conftest import Reader, actor, party

from parley.ledger import queries, views
from parley.ledger.acts import record, release_scope, reopen
from parley.ledger.errors import MisuseError
from parley.ledger.queries import NotFoundError
from parley.ledger.rules import merkle, note, tiles

pytestmark = pytest.mark.django_db
VIEWER = Reader(party(2))
STRANGER = Reader(party(3))
SUBJECT = party(77)


def acts(count: int, first: int = 0, subject: UUID = SUBJECT) -> list[UUID]:
    return [
        record(actor(1, n), "forum.reply", subject, {"n": n}, logs=[VIEWER.party]).id
        for n in range(first, first + count)
    ]


def request(path: str, viewer: Reader = VIEWER) -> HttpRequest:
    made = RequestFactory().get(path)
    made.viewer = viewer  # type: ignore[attr-defined]
    return made


def test_a_party_without_acts_has_an_empty_ledger_and_no_log():
    assert queries.acts(VIEWER) == []
    assert queries.logs_of(VIEWER) == []
    with pytest.raises(NotFoundError):
        queries.log_of(VIEWER)


def test_acts_come_the_newest_first_and_page_by_cursor_across_epochs():
    acts(5)
    reopen(actor(1, 50))
    acts(3, first=60)
    seen, cursor = [], None
    while page := queries.acts(VIEWER, cursor, 2):
        seen += [(act.epoch, act.index) for act in page]
        cursor = page[-1].cursor
    assert seen == [(1, 3), (1, 2), (1, 1), (1, 0), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0)]


@pytest.mark.parametrize("cursor", ["x", "1", ".", "1.", "-1.0", "1.-1", "٣.٣", "1.1.1", "1." + "9" * 40, "²." + "1"])
def test_a_cursor_that_nobody_was_given_is_not_found(cursor):
    acts(1)
    with pytest.raises(NotFoundError):
        queries.acts(VIEWER, cursor)


def test_a_cursor_beyond_every_log_is_its_end():
    acts(2)
    assert len(queries.acts(VIEWER, "0." + "9" * 25)) == 2
    assert len(queries.acts(VIEWER, "9" * 25 + ".0")) == 2


def test_a_log_is_its_partys_alone():
    (act,) = acts(1)
    log = queries.log_of(VIEWER).id
    for ask in (
        lambda: queries.checkpoint(STRANGER, log),
        lambda: queries.keys(STRANGER, log),
        lambda: queries.tile(STRANGER, log, 0, "000.p/1"),
        lambda: queries.entries(STRANGER, log, "000.p/1"),
        lambda: queries.proof(STRANGER, act),
        lambda: queries.log_of(STRANGER),
    ):
        with pytest.raises(NotFoundError):
            ask()
    assert queries.opened(STRANGER, [act]) == {}
    assert queries.acts_about(STRANGER, party(77)) == []
    assert b"".join(queries.export(STRANGER)).startswith(b"PK\x05\x06")


def test_another_partys_log_and_no_log_cost_the_same_statements():
    (act,) = acts(1)
    record(actor(3, 1), "forum.reply", party(77), {}, logs=[])
    log = queries.log_of(VIEWER).id

    def statements(ask) -> list[int]:
        with CaptureQueriesContext(connection) as found, pytest.raises(NotFoundError):
            ask()
        return [len(q["sql"]) for q in found]

    assert statements(lambda: queries.checkpoint(STRANGER, log)) == statements(
        lambda: queries.checkpoint(STRANGER, uuid4())
    )
    assert statements(lambda: queries.proof(STRANGER, act)) == statements(lambda: queries.proof(STRANGER, uuid4()))


def test_more_acts_than_a_page_can_hold_are_misuse():
    with pytest.raises(MisuseError):
        queries.opened(VIEWER, [uuid4() for _ in range(queries.IDS_MAX + 1)])


def test_acts_about_one_subject_are_those_of_the_viewers_log():
    acts(2)
    acts(1, first=5, subject=party(78))
    record(actor(1, 9), "forum.reply", party(77), {}, logs=[STRANGER.party])
    assert [act.index for act in queries.acts_about(VIEWER, party(77))] == [1, 0]


def test_every_proof_of_a_log_verifies_under_its_checkpoint():
    ids = acts(270)
    log = queries.log_of(VIEWER)
    stated = note.parse_checkpoint(note.parse_note(queries.checkpoint(VIEWER, log.id).encode()).text)
    for index in (0, 1, 255, 256, 269):
        proof = queries.proof(VIEWER, ids[index])
        leaf = merkle.leaf_hash(proof.act.commitment)
        assert merkle.verify_inclusion(leaf, index, stated.size, proof.path, stated.root) == merkle.Proven()


def test_tiles_and_entries_are_those_of_the_specification():
    acts(300)
    log = queries.log_of(VIEWER).id
    leaves: list[bytes] = []
    for path, width in (("000", 256), ("001.p/44", 44)):
        entries = tiles.split_bundle(queries.entries(VIEWER, log, path))
        hashes = tiles.split_hashes(queries.tile(VIEWER, log, 0, path))
        assert len(entries) == width
        assert [merkle.leaf_hash(entry) for entry in entries] == hashes
        leaves += hashes
    assert queries.tile(VIEWER, log, 1, "000.p/1") == merkle.root_of(leaves[:256])
    assert queries.tile(VIEWER, log, 0, "001.p/7") == b"".join(leaves[256:263])


MISSING = [
    *((0, path) for path in ("001", "001.p/45", "002.p/1", "0", "000.p/0", "x999/x999/x999/x999/x999/x999/999")),
    *((1, path) for path in ("000.p/2", "000")),
    *((level, "000") for level in (2, 7, 8, 63, 10**9)),
]


def test_a_tile_that_the_log_does_not_have_is_not_found():
    acts(300)
    log = queries.log_of(VIEWER).id
    for level, path in MISSING:
        with pytest.raises(NotFoundError):
            queries.tile(VIEWER, log, level, path)


def test_a_page_of_acts_is_few_statements_however_long_the_log():
    acts(120)
    with CaptureQueriesContext(connection) as statements:
        queries.acts(VIEWER, None, 50)
    assert len(statements) == 3


def test_tiles_may_be_kept_for_long_but_only_by_their_reader():
    acts(1)
    log = queries.log_of(VIEWER).id
    tile = views.tile(request(f"/ledger/{log}/tile/0/000.p/1"), log, 0, "000.p/1")
    checkpoint = views.checkpoint(request("/"), log)
    assert tile["Cache-Control"] == "private, max-age=31536000, immutable"
    assert checkpoint["Cache-Control"] == "private, no-cache"
    assert tile["Vary"] == checkpoint["Vary"] == "Cookie, Authorization"
    assert tile["Content-Type"] == "application/octet-stream"
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    entries = views.entries(request("/"), log, "000.p/1")
    assert entries.content == tiles.bundle([queries.acts(VIEWER)[0].commitment])


def test_a_level_has_one_spelling():
    acts(1)
    log = queries.log_of(VIEWER).id
    with pytest.raises(NotFoundError):
        views.tile(request(f"/ledger/{log}/tile/00/000.p/1"), log, 0, "000.p/1")


def test_a_proof_is_downloaded_as_one_text():
    (act,) = acts(1)
    response = views.proof(request("/"), act)
    assert response["Content-Disposition"] == f'attachment; filename="{act}.tlog-proof"'
    assert response.content.decode() == queries.proof(VIEWER, act).text


@pytest.fixture
def bare_pages(settings: Any) -> None:
    """Pages without the composition's context, which needs a whole council around the viewer."""
    (engine,) = settings.TEMPLATES
    processors = [p for p in engine["OPTIONS"]["context_processors"] if p.startswith("django.")]
    settings.TEMPLATES = [engine | {"OPTIONS": engine["OPTIONS"] | {"context_processors": processors}}]


@pytest.mark.usefixtures("bare_pages")
def test_the_pages_show_what_is_opened_and_how_to_check_it():
    (act, *_) = acts(3)
    page = views.log(request("/ledger/")).content.decode()
    assert str(act) in page
    assert "parley ledger verify ledger.zip" in page
    one = views.act(request(f"/ledger/acts/{act}/"), act).content.decode()
    assert "forum.reply" in one
    assert str(party(1001)) not in one
    empty = views.log(request("/ledger/", STRANGER)).content.decode()
    assert "Nothing is recorded here yet" in empty


@pytest.mark.usefixtures("bare_pages")
def test_a_page_links_to_older_acts_and_shows_no_total():
    for n in range(60):
        record(actor(1, n), "forum.reply", party(77), {"n": n}, logs=[], scope=party(50))
    release_scope(party(50), VIEWER.party)
    page = views.log(request("/ledger/")).content.decode()
    assert "?before=0.10" in page
    older = views.log(request("/ledger/?before=0.10")).content.decode()
    assert "?before=" not in older
