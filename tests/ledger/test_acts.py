"""What recording does to the logs, and what it must never do."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.ledger.conftest import Reader, actor, party

from parley.ledger import queries
from parley.ledger.acts import move_scope, record, release_scope, reopen, rotate_key
from parley.ledger.commands import verify_store
from parley.ledger.errors import MisuseError
from parley.ledger.models import Act, Leaf, Log, NodeKey
from parley.ledger.rules import merkle, note
from parley.ledger.rules.commitment import ALL, Field

pytestmark = pytest.mark.django_db
SUBJECT = party(77)


def reply(by: int, act: int, *, to: list[UUID], scope: UUID | None = None, closed: frozenset[str] = frozenset()) -> Act:
    return record(
        actor(by, act), "forum.reply", SUBJECT, {"reply": "confirmed", "n": act}, logs=to, scope=scope, closed=closed
    )


def test_an_act_is_one_leaf_in_each_entitled_log_and_in_its_own():
    reply(1, 0, to=[party(2), party(3)])
    assert sorted(Log.objects.values_list("party", "size")) == [(party(n), 1) for n in (1, 2, 3)]


def test_an_act_released_to_nobody_stands_in_its_own_log_alone():
    reply(1, 0, to=[])
    assert list(Log.objects.values_list("party", flat=True)) == [party(1)]


def test_an_act_has_the_same_commitment_in_every_log():
    act = reply(1, 0, to=[party(2)])
    assert {bytes(c) for c in Leaf.objects.values_list("commitment", flat=True)} == {act.commitment}


def test_who_acted_is_opened_to_the_actors_own_party_alone():
    act = reply(1, 0, to=[party(2)])
    own, other = (queries.opened(Reader(party(n)), [act.id])[act.id] for n in (1, 2))
    assert own.opened == ALL
    assert own.who == party(1001)
    assert other.opened == ALL - {Field.WHO}
    assert other.who is None
    assert other.content == {"n": 0, "reply": "confirmed"}
    assert other.on_behalf == queries.OnBehalf(party(2001), party(1))


def test_a_closed_field_stays_closed_when_the_act_is_released_later():
    act = reply(1, 0, to=[party(2)], scope=party(50), closed=frozenset({"on_behalf", "about"}))
    release_scope(party(50), party(3))
    for number in (2, 3):
        seen = queries.opened(Reader(party(number)), [act.id])[act.id]
        assert seen.on_behalf is None
        assert seen.about is None
        assert queries.acts_about(Reader(party(number)), SUBJECT) == []
    assert len(queries.acts_about(Reader(party(1)), SUBJECT)) == 1


def test_an_act_draws_its_id_first_and_then_its_salt():
    draws: list[int] = []

    def draw(count: int) -> bytes:
        draws.append(count)
        return bytes(count)

    by = actor(1)
    drawing = type(by)(by.person, by.authority, by.party, by.at, draw=draw)
    record(drawing, "forum.reply", SUBJECT, {}, logs=[party(2)])
    assert draws == [16, 32]


def test_what_is_not_released_to_a_party_leaves_its_log_as_it_was():
    reply(1, 0, to=[party(2)])
    log = queries.log_of(Reader(party(2)))
    before = queries.checkpoint(Reader(party(2)), log.id)
    reply(1, 1, to=[party(3)])
    reply(3, 2, to=[])
    assert queries.checkpoint(Reader(party(2)), log.id) == before


def test_a_new_partys_log_has_the_same_id_whatever_others_did_before():
    def log_id(acts: int) -> UUID:
        with transaction.atomic():
            for n in range(acts):
                reply(1, n, to=[party(2)])
            reply(1, 9, to=[party(3)])
            found = queries.log_of(Reader(party(3))).id
            transaction.set_rollback(True)
        return found

    assert log_id(0) == log_id(5)


def test_one_act_in_ten_logs_is_a_handful_of_statements():
    everyone = [party(n) for n in range(10)]
    reply(1, 0, to=everyone)
    with CaptureQueriesContext(connection) as statements:
        reply(1, 1, to=everyone)
    assert len(statements) <= 5


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused():
    with pytest.raises(MisuseError):
        reply(1, 0, to=[])


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_leaf_in_any_log():
    with transaction.atomic():
        reply(1, 0, to=[party(2)])

    def fail() -> None:
        with transaction.atomic():
            reply(1, 1, to=[party(2), party(3)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sorted(Log.objects.values_list("party", "size")) == [(party(1), 1), (party(2), 1)]
    assert Act.objects.count() == 1
    assert Leaf.objects.count() == 2
    assert verify_store().ok


@pytest.mark.parametrize(
    "wrong", [{"kind": "Reply"}, {"content": {"x": 1.5}}, {"closed": frozenset({"whom"})}], ids=lambda w: next(iter(w))
)
def test_a_wrong_call_is_misuse_and_records_nothing(wrong):
    call = {"kind": "forum.reply", "content": {}, "closed": frozenset()} | wrong
    with pytest.raises(MisuseError, match="cannot be recorded"):
        record(actor(1), call["kind"], SUBJECT, call["content"], logs=[], closed=call["closed"])
    assert not Act.objects.exists()
    assert not Log.objects.exists()


def test_who_joins_gets_what_it_lacks_in_the_order_of_time():
    late = reply(1, 5, to=[], scope=party(50))
    early = reply(2, 3, to=[], scope=party(50))
    held = reply(1, 4, to=[party(3)], scope=party(50))
    reply(1, 6, to=[], scope=party(51))
    release_scope(party(50), party(3))
    leaves = Leaf.objects.filter(log__party=party(3)).order_by("index")
    assert list(leaves.values_list("act_id", flat=True)) == [held.id, early.id, late.id]
    assert verify_store().ok


def test_releasing_a_scope_twice_changes_nothing():
    reply(1, 0, to=[], scope=party(50))
    release_scope(party(50), party(3))
    before = queries.log_of(Reader(party(3))).size
    release_scope(party(50), party(3))
    assert queries.log_of(Reader(party(3))).size == before == 1


def test_what_moved_to_another_scope_is_not_released_with_the_old_one():
    act = reply(1, 0, to=[], scope=party(50))
    move_scope(SUBJECT, party(50), party(51))
    release_scope(party(50), party(3))
    assert queries.opened(Reader(party(3)), [act.id]) == {}
    release_scope(party(51), party(3))
    assert act.id in queries.opened(Reader(party(3)), [act.id])


def test_releasing_an_empty_scope_makes_no_log():
    release_scope(party(50), party(3))
    assert not Log.objects.exists()


def test_a_scope_of_many_acts_is_released_in_few_statements():
    for n in range(600):
        reply(1, n, to=[], scope=party(50))
    with CaptureQueriesContext(connection) as statements:
        release_scope(party(50), party(3))
    assert queries.log_of(Reader(party(3))).size == 600
    assert len(statements) < 30
    assert verify_store().ok


def test_after_a_restore_each_log_begins_anew_and_cites_its_end():
    reply(1, 0, to=[party(2)])
    reply(1, 1, to=[party(2)])
    reply(1, 2, to=[])
    ends = {n: queries.checkpoint(Reader(party(n)), queries.log_of(Reader(party(n))).id) for n in (1, 2)}
    reopen(actor(1, 3))
    for number in (1, 2):
        viewer = Reader(party(number))
        log = queries.log_of(viewer)
        assert (log.epoch, log.size) == (1, 1)
        first = queries.acts(viewer)[0]
        assert first.what == "ledger.reopened"
        assert first.content == {"checkpoint": ends[number], "epoch": 1}
        assert log.origin.endswith("/1")
        old = queries.logs_of(viewer)[1]
        assert queries.checkpoint(viewer, old.id) == ends[number]
    assert verify_store().ok


def test_reopening_tells_no_log_of_another():
    """The secretariat restores; its own log gets its own act only, and a member's ids do not depend on the others."""

    def ids(others: list[UUID]) -> list[UUID | None]:
        with transaction.atomic():
            reply(1, 0, to=[party(5), *others])
            reopen(actor(9, 1))
            found = [act.id for act in queries.acts(Reader(party(5)))]
            assert queries.logs_of(Reader(party(9))) == []
            transaction.set_rollback(True)
        return found

    assert ids([]) == ids([party(n) for n in (2, 3, 4, 6)])


def test_acts_after_a_restore_go_to_the_new_log_and_old_ones_are_not_released_again():
    act = reply(1, 0, to=[party(2)], scope=party(50))
    reopen(actor(1, 1))
    release_scope(party(50), party(2))
    reply(1, 2, to=[party(2)])
    assert [log.size for log in queries.logs_of(Reader(party(2)))] == [2, 1]
    assert queries.proof(Reader(party(2)), act.id).act.epoch == 0
    assert verify_store().ok


def test_a_rotated_key_signs_and_the_old_one_stays_known():
    reply(1, 0, to=[party(2)])
    viewer = Reader(party(2))
    log = queries.log_of(viewer)
    old_text, old_keys = queries.checkpoint(viewer, log.id), queries.keys(viewer, log.id)
    rotate_key(actor(1, 1))
    new_keys = queries.keys(viewer, log.id)
    assert new_keys[1:] == old_keys
    known = [note.parse_verifier_key(line) for line in new_keys]
    assert note.verify_note(note.parse_note(old_text.encode()), known) == known[1]
    assert note.verify_note(note.parse_note(queries.checkpoint(viewer, log.id).encode()), known) == known[0]
    assert queries.acts(viewer)[0].what == "ledger.key_rotated"
    assert NodeKey.objects.filter(until=None).count() == 1
    assert verify_store().ok


def test_an_erased_act_leaves_a_commitment_that_nobody_can_open():
    act = reply(1, 0, to=[party(2)])
    reply(1, 1, to=[party(2)])
    act.delete()
    newest, oldest = queries.acts(Reader(party(2)))
    assert not newest.erased
    assert oldest.erased
    assert oldest.opened == frozenset()
    assert oldest.commitment == act.commitment
    with pytest.raises(queries.NotFoundError):
        queries.proof(Reader(party(2)), act.id)
    assert verify_store().ok


def _change_act() -> None:
    Act.objects.update(content='{"n":1}')


def _change_leaf() -> None:
    Leaf.objects.filter(log__party=party(2), index=1).update(commitment=merkle.EMPTY_ROOT)


def _drop_leaf() -> None:
    Leaf.objects.filter(log__party=party(2), index=0).delete()


def _change_frontier() -> None:
    Log.objects.filter(party=party(2)).update(frontier=merkle.EMPTY_ROOT)


def _change_origin() -> None:
    Log.objects.filter(party=party(2)).update(origin="parley.example/ledger/another/0")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_change_act, "act "),
        (_change_leaf, "leaf 1"),
        (_drop_leaf, "leaf 0"),
        (_change_frontier, "frontier"),
        (_change_origin, "origin"),
    ],
)
def test_a_store_that_was_changed_behind_the_ledgers_back_is_found_and_named(change, named):
    reply(1, 0, to=[party(2)])
    reply(1, 1, to=[party(2)])
    assert verify_store().ok
    change()
    report = verify_store()
    assert not report.ok
    assert any(named in str(fault) for fault in report.faults)
    assert str(party(2)) in str(report) or "act " in str(report)
