"""A clearance is scoped, expires, is revoked, and reaches others with the person's own consent alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.registry.acts.samples import content, day, on
from tests.worlds import World

from parley.council.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from parley.ledger.models import Act
from parley.registry.acts import clearing, designating
from parley.registry.acts.clearing import Consent
from parley.registry.models import Clearance, Entry
from parley.registry.queries import clearances
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Identifier
from parley.release.rules import Named, Terms, WholeCouncil, terms
from parley.settings import SETTINGS

pytestmark = pytest.mark.django_db

IVAN = Person("Ivan Nobody", "1950-06-05", "KZ")
CONSENT = Consent(on(0), "File 12")
KEPT = SETTINGS.clearance_retention_days


@pytest.fixture
def entry(world: World) -> Entry:
    return designating.designate(world.members[0].actor(day(0)), content(), to=terms(WholeCouncil()))


def clear(world: World, entry: Entry, **changes: Any) -> Clearance:
    given: dict[str, Any] = {
        "person": IVAN,
        "reasons": "His passport was seen.",
        "purposes": [Purpose.BORDER],
        "expires_on": on(100),
    }
    return clearing.clear(world.members[1].actor(day(0)), entry.id, **given | changes)


def to(world: World, n: int) -> Terms:
    return terms(Named(frozenset({world.members[n].party.id})))


def seen(world: World, n: int, entry: Entry, at: int = 1) -> list[bool]:
    found = clearances.of_entries(world.members[n].viewer, [entry.id], day(at))
    return [view.holds for view in found.get(entry.id, [])]


def test_without_consent_it_stays_with_who_made_it(world: World, entry: Entry) -> None:
    clear(world, entry)
    assert seen(world, 1, entry) == [True]
    assert seen(world, 0, entry) == []
    with pytest.raises(InputError) as error:
        clear(world, entry, to=to(world, 0))
    assert error.value.field == "consent"


def test_with_consent_it_reaches_those_chosen_and_consent_can_be_taken_back(world: World, entry: Entry) -> None:
    row = clear(world, entry, consent=CONSENT, to=to(world, 2))
    assert seen(world, 2, entry) == [True]
    assert seen(world, 0, entry) == []
    with pytest.raises(NotFoundError):
        clearing.share_clearance(world.members[2].actor(day(1)), row.id, consent=CONSENT, to=to(world, 0))
    clearing.share_clearance(world.members[1].actor(day(1)), row.id, consent=None, to=terms())
    assert seen(world, 2, entry) == []
    assert seen(world, 1, entry) == [True]


def test_consent_can_be_taken_back_once_it_is_revoked(world: World, entry: Entry) -> None:
    row = clear(world, entry, consent=CONSENT, to=to(world, 2))
    clearing.revoke(world.members[1].actor(day(1)), row.id)
    with pytest.raises(ConflictError):
        clearing.share_clearance(world.members[1].actor(day(2)), row.id, consent=CONSENT, to=to(world, 0))
    clearing.share_clearance(world.members[1].actor(day(2)), row.id, consent=None, to=terms())
    assert (seen(world, 2, entry, at=2), seen(world, 1, entry, at=2)) == ([], [False])


@pytest.mark.parametrize(("revoked", "kept"), [(False, 100 + KEPT), (True, 2 + KEPT)])
def test_once_its_retention_is_over_it_is_shown_to_nobody_and_then_erased(
    world: World, entry: Entry, revoked: bool, kept: int
) -> None:
    row = clear(world, entry, consent=CONSENT, to=to(world, 2))
    if revoked:
        clearing.revoke(world.members[1].actor(day(2)), row.id)
    assert seen(world, 2, entry, at=kept) == [False]
    assert clearing.forget(day(kept)) == 0
    for n in (1, 2):
        assert seen(world, n, entry, at=kept + 1) == []
        with pytest.raises(NotFoundError):
            clearances.clearance(world.members[n].viewer, row.id, day(kept + 1))
    assert clearing.forget(day(kept + 1)) == 1
    assert not Clearance.objects.exists()


def test_it_expires_and_is_revoked(world: World, entry: Entry) -> None:
    row = clear(world, entry, consent=CONSENT, to=to(world, 2))
    assert seen(world, 2, entry, at=100) == [True]
    assert seen(world, 2, entry, at=101) == [False]
    clearing.revoke(world.members[1].actor(day(2)), row.id)
    assert seen(world, 2, entry, at=3) == [False]
    with pytest.raises(ConflictError):
        clearing.revoke(world.members[1].actor(day(2)), row.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_on": on(-1)},
        {"expires_on": on(367)},
        {"purposes": []},
        {"reasons": ""},
        {"person": Person("Ivan Nobody")},
        {"person": Person("", "1950-06-05")},
        {"person": Person("Ivan Nobody", "1950-02-31")},
        {"person": Person("Ivan Nobody", "1950-06-05", "XX")},
        {"person": Person("Ivan", "1950", "", (Identifier("passport", "1"),) * 21)},
        {"consent": Consent(on(1), "File 12")},
        {"consent": Consent(on(0), "")},
    ],
)
def test_it_is_made_for_a_known_person_a_purpose_and_a_time(world: World, entry: Entry, wrong: Any) -> None:
    with pytest.raises(InputError):
        clear(world, entry, **wrong)
    assert not Clearance.objects.exists()


def test_it_is_made_by_those_who_screen_about_what_they_may_see(world: World, entry: Entry) -> None:
    hidden = designating.designate(world.members[0].actor(day(0)), content("H"), to=terms())
    with pytest.raises(NotFoundError):
        clear(world, hidden)
    with pytest.raises(NotAllowedError):
        clearing.clear(
            world.members[1]
            .viewer.__class__(
                world.members[1].first.account.id, world.members[1].authority.id, world.members[1].party.id, frozenset()
            )
            .acting(day(0)),
            entry.id,
            person=IVAN,
            reasons="x",
            purposes=[Purpose.BORDER],
            expires_on=on(1),
        )


def test_the_ledger_holds_no_name_of_whom_it_clears(world: World, entry: Entry) -> None:
    clear(world, entry)
    assert not any("Ivan" in act.content for act in Act.objects.all())
