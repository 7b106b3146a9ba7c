"""Two histories that are equal for one viewer, written into two stores.

A history is a list of steps. A *shown* step is one that the viewer did or that is released to it; a *hidden* step is
not. The first store gets the shown steps alone; the second gets all of them. Each step brings its own moment and its
own randomness (DESIGN.md, The promise, Precisely), so the shown steps make the same ids, salts and times in both.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from hypothesis import strategies as st

from parley.council import acts as council
from parley.council.errors import ParleyError
from parley.council.models import Account, Appointment, Authority, Enrolment, Party, Token
from parley.council.rules import AuthorityKind, PartyKind, Role, Scope, Status
from parley.exchange.models import Submission
from parley.forum import acts as forum
from parley.forum import rules as meetings
from parley.forum.models import Document, DocumentFile, Meeting
from parley.ledger.models import Act, Log
from parley.ledger.rules.actor import Actor
from parley.registry.models import Clearance, Consumer, Entry, Evidence, LookUp, Petition, Version
from parley.registry.models import Step as RegisterStep
from parley.release import acts as release
from parley.release.models import Audience
from parley.release.models import Group as SharingGroup
from parley.release.rules import Group, Named, Posture, Terms, WholeCouncil, terms
from tests.promise import intelligence, register
from tests.worlds import PASSWORD, quick_hashes

FOUNDED = datetime(2021, 6, 15, 8, 0, tzinfo=UTC)
NOW = datetime(2021, 12, 1, 12, 0, tzinfo=UTC)
OPENS = date(2021, 12, 7)
CODES = {
    "host": "HO",
    "invited": "IN",
    "uninvited": "UN",
    "observer": "OB",
    "x": "XX",
    "y": "YY",
    "secretariat": "SEC",
}
SCOPES = (Scope.EXCHANGE_READ, Scope.EXCHANGE_WRITE, Scope.REGISTRY_READ, Scope.REGISTRY_SCREEN)
VIEWERS = ("host", "invited", "uninvited", "observer", "secretariat")


class Draw:
    """Randomness of one act: a stream that its name alone decides."""

    def __init__(self, name: str) -> None:
        self.name, self.turn = name, 0

    def __call__(self, octets: int) -> bytes:
        self.turn += 1
        return hashlib.shake_256(f"{self.name}/{self.turn}".encode()).digest(octets)


@dataclass
class Place:
    """One store while a history is written into it."""

    actors: dict[str, tuple[Account, Authority, frozenset[str]]] = field(default_factory=dict)
    made: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))  # by what an address calls them
    secrets: list[str] = field(default_factory=list)
    with_hidden: bool = True

    def by(self, who: str, name: str, at: datetime) -> Actor:
        account, authority, roles = self.actors[who]
        return Actor(account.id, authority.id, authority.party_id, at, roles, Draw(name))

    def party(self, who: str) -> UUID:
        return self.actors[who][1].party_id

    def code(self, who: str) -> str:
        return CODES[who]


@quick_hashes
def found(place: Place) -> None:
    """The council that both stores begin with: a host, an invited member, an uninvited one, an observer, two others."""
    operator = council.operator(UUID(int=7), FOUNDED, draw=Draw("found"))
    made = council.found_council(
        operator,
        names={"en": "The Council"},
        short_names={"en": "TC"},
        secretariat={"code": "SEC", "names": {"en": "Secretariat"}},
        demo=True,
    )
    keeper = council.operator(made.secretariat_id, FOUNDED, draw=Draw("keeper"))
    office = council.add_authority(
        keeper, party=made.secretariat_id, kind=AuthorityKind.SECRETARIAT, names={"en": "Office"}
    )
    _enter(place, "secretariat", office, keeper)
    for who, code in CODES.items():
        if who == "secretariat":
            continue
        status = Status.OBSERVER if who == "observer" else Status.MEMBER
        party = council.add_party(
            keeper,
            kind=PartyKind.STATE,
            code=code,
            names={"en": f"State {code}", "ru": f"Государство {code}"},
            standings=[(status, date(2001, 6, 15), None, ())],
        )
        authority = council.add_authority(
            keeper, party=party.id, kind=AuthorityKind.COMPETENT_AUTHORITY, names={"en": f"Authority {code}"}
        )
        _enter(place, who, authority, keeper)
    place.made["council"] = made.party_id
    for who in VIEWERS:
        by = place.by(who, f"token of {who}", FOUNDED)
        _, place.tokens[who] = council.issue_token(by, label="Programs", scopes=SCOPES, days=365)


def _enter(place: Place, who: str, authority: Authority, keeper: Actor) -> None:
    for each in (who, f"{who} 2"):
        enrolment, secret = council.enrol_first(keeper, authority=authority.id, display_name=each, reference="Note 1")
        person = council.operator(UUID(int=7), FOUNDED, draw=Draw(f"enter {each}"))
        account = council.use_enrolment(secret, username=each.replace(" ", "-"), password=PASSWORD, by=person)
        place.actors[each] = (account, authority, frozenset(enrolment.roles))


Do = Callable[[Place, Actor], object]


@dataclass(frozen=True)
class Step:
    name: str
    who: str
    do: Do
    hidden: bool

    def __repr__(self) -> str:
        return f"{'hidden' if self.hidden else 'shown'} {self.name} by {self.who}"


def write(place: Place, steps: list[Step], *, with_hidden: bool) -> None:
    """Take the steps. A hidden step may be refused; a shown one may not."""
    place.with_hidden = with_hidden
    for number, step in enumerate(steps):
        if step.hidden and not with_hidden:
            continue
        before = identifiers() if step.hidden else {}
        by = place.by(step.who, f"{number} {step.name}", FOUNDED + timedelta(days=1, minutes=number))
        try:
            with transaction.atomic():
                result = step.do(place, by)
        except ParleyError:
            if not step.hidden:
                raise
            continue
        for part in result if isinstance(result, tuple) else (result,):
            if isinstance(part, str):
                place.secrets.append(part)
            elif isinstance(getattr(part, "id", None), UUID):
                place.made.setdefault(str(number), part.id)
        if step.hidden:
            for name, ids in identifiers().items():
                place.hidden[name] |= ids - before[name]


TABLES: dict[str, type[Model]] = {
    # What stands in an address as <uuid:name>, by the table it comes from.
    "act": Act,
    "appointment": Appointment,
    "audience": Audience,
    "clearance": Clearance,
    "consumer": Consumer,
    "document": Document,
    "enrolment": Enrolment,
    "entry": Entry,
    "evidence": Evidence,
    "file": DocumentFile,
    "group": SharingGroup,
    "log": Log,
    "look_up": LookUp,
    "meeting": Meeting,
    "party": Party,
    "petition": Petition,
    "step": RegisterStep,
    "submission": Submission,
    "token": Token,
    "version": Version,
}


def identifiers() -> dict[str, set[UUID]]:
    """Every identifier in the store."""
    return {name: set(table._default_manager.values_list("pk", flat=True)) for name, table in TABLES.items()}


# What can happen. `viewer` is the one for whom the histories are equal.


def document(by: Actor, symbol: str, on: Terms, meeting: UUID | None = None) -> object:
    text = forum.Upload("en", "note.txt", "text/plain", f"The text of {symbol}.\n".encode())
    return forum.submit_document(
        by,
        symbol_=symbol,
        titles={"en": f"Title of {symbol}"},
        files=[text],
        circulation=on,
        meeting_id=meeting,
    )


def meeting(by: Actor, place: Place, title: str, *, forum_: bool) -> object:
    return forum.convene(
        by,
        kind=meetings.MeetingKind.SEMINAR,
        titles={"en": title},
        host=by.party,
        starts=OPENS,
        ends=OPENS + timedelta(days=1),
        zone="Asia/Kolkata",
        body=place.made["council"] if forum_ else None,
        reply_by=date(2021, 11, 25),
    )


def opening(viewer: str) -> list[Step]:
    """The shown meeting of every world: the host convenes, two are invited, one answers."""
    return [
        Step(
            "convene",
            "host",
            lambda place, by: meeting(by, place, "The seminar", forum_=True),
            viewer in {"uninvited", "observer"},
        ),
        *(
            Step(f"invite {who}", "host", _invite(who), viewer in {"uninvited", "observer"})
            for who in ("invited", "x", "y")
        ),
        Step("answer", "x", _answer("0", None), viewer in {"uninvited", "observer"}),
    ]


def _invite(who: str) -> Do:
    return lambda place, by: forum.invite(by, place.made["0"], place.party(who))


def _answer(at: str, to: Callable[[Place], Terms] | None) -> Do:
    def do(place: Place, by: Actor) -> object:
        return forum.reply(
            by,
            place.made[at],
            answer=meetings.Answer.CONFIRMED,
            channel=meetings.Channel.NOTE_VERBALE,
            reference="N 5",
            reference_date=date(2021, 11, 2),
            to=to(place) if to else None,
        )

    return do


OTHERS = ("x", "y")


@st.composite
def shown_steps(draw: st.DrawFn, viewer: str, number: int) -> Step:
    """Something that is released to the viewer."""
    who = "x"
    kind = draw(st.sampled_from(["named", "group", "own", "council", *intelligence.SHOWN, *register.SHOWN]))
    symbol = f"SHOWN/{number}"
    match kind:
        case "named":
            return Step(
                kind,
                who,
                lambda p, by: document(by, symbol, terms(Named(frozenset({p.party(viewer)})))),
                False,
            )
        case "group":

            def grouped(place: Place, by: Actor) -> object:
                made = release.make_group(
                    by, name=f"Group {number}", parties=[place.party(viewer)], confidential=bool(number % 2)
                )
                document(by, symbol, terms(Group(made.id)))
                return made

            return Step(kind, who, grouped, False)
        case "own":
            return Step(kind, viewer, lambda p, by: document(by, symbol, terms()), False)
        case _ if kind in intelligence.SHOWN:
            who = viewer if kind == "poll" else who
            to_council = kind == "object for the council"
            return Step(kind, who, intelligence.SHOWN[kind](viewer, number), to_council and viewer == "observer")
        case _ if kind in register.SHOWN:
            who = viewer if kind in register.BY_VIEWER else who
            hidden = kind in register.OF_COUNCIL and viewer == "observer"
            return Step(kind, who, register.SHOWN[kind](viewer, number), hidden)
        case _:
            in_council = viewer != "observer"
            on = terms(WholeCouncil())
            return Step(kind, who, lambda p, by: document(by, symbol, on), not in_council)


@st.composite
def hidden_steps(draw: st.DrawFn, viewer: str, number: int, worlds: int) -> list[Step]:
    """Things that are never released to the viewer, one for each world and each of another kind."""
    who = draw(st.sampled_from(OTHERS))
    kinds = draw(st.permutations(sorted(HIDDEN)))[:worlds]
    return [_hidden_step(viewer, number, kind, who) for kind in kinds]


def _hidden_step(viewer: str, number: int, kind: str, who: str) -> Step:
    if kind == "document":
        who = "y"  # uses the symbols that x uses: of one authority a second use would be refused
    other = "y" if who == "x" else "x"
    return Step(f"{kind} {number}", who, HIDDEN[kind](viewer, other, number), True)


def _hidden_document(viewer: str, other: str, number: int) -> Do:
    # The same symbol as a shown one: a clash must not show (rule 5).
    return lambda p, by: document(by, f"SHOWN/{number + 1}", terms(Named(frozenset({p.party(other)}))))


def _only_us(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: document(by, f"OURS/{number}", terms())


def _hidden_group(*, confidential: bool) -> Callable[[str, str, int], Do]:
    def made(viewer: str, other: str, number: int) -> Do:
        def do(place: Place, by: Actor) -> object:
            group = release.make_group(
                by, name=f"Hidden {number}", parties=[place.party(other)], confidential=confidential
            )
            return (group, document(by, f"GROUP/{number}", terms(Group(group.id))))

        return do

    return made


def _posture(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: release.set_posture(by, p.party(other), Posture.CLOSED)


def _hidden_meeting(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> object:
        made = meeting(by, place, f"Hidden meeting {number}", forum_=False)
        invitation = forum.invite(by, made.id, place.party(other))  # type: ignore[attr-defined]
        paper = document(by, f"HM/{number}", terms(Group(made.participants_id)), made.id)  # type: ignore[attr-defined]
        return (made, invitation, paper)

    return do


def _hidden_reply(viewer: str, other: str, number: int) -> Do:
    """A change of mind that only the host is told of; for the host, that only the answering State keeps."""

    def to(place: Place) -> Terms:
        return terms() if viewer == "host" else terms(Named(frozenset({place.party("host")})), procedural=True)

    def do(place: Place, by: Actor) -> object:
        return forum.reply(
            by,
            place.made["0"],
            answer=meetings.Answer.DECLINED,
            channel=meetings.Channel.LETTER,
            to=to(place),
        )

    return do


def _token(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: council.issue_token(by, label=f"Token {number}", scopes=[Scope.LEDGER_READ], days=9)


def _account(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: council.propose_account(by, display_name=f"Person {number}", roles=[Role.ANALYST])


def _withdrawn(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> object:
        made = document(by, f"GONE/{number}", terms(Named(frozenset({place.party(other)}))))
        forum.withdraw_document(by, made.id)  # type: ignore[attr-defined]
        return made

    return do


HIDDEN: dict[str, Callable[[str, str, int], Do]] = {
    "document": _hidden_document,
    "only us": _only_us,
    "group": _hidden_group(confidential=False),
    "confidential group": _hidden_group(confidential=True),
    "posture": _posture,
    "meeting": _hidden_meeting,
    "reply": _hidden_reply,
    "token": _token,
    "account": _account,
    "withdrawn document": _withdrawn,
    **intelligence.HIDDEN,
    **register.HIDDEN,
}


@st.composite
def histories(draw: st.DrawFn, viewer: str, worlds: int) -> list[list[Step]]:
    """The opening, then shown and hidden steps in any order, at least one hidden.

    The worlds have the same shown steps, in the same places, and each hides other things between them.
    """
    begun = opening(viewer)
    steps = [list(begun) for _ in range(worlds)]
    for number, hidden in enumerate(draw(st.lists(st.booleans(), min_size=4, max_size=12).filter(any)), len(begun)):
        next_ = draw(hidden_steps(viewer, number, worlds)) if hidden else [draw(shown_steps(viewer, number))] * worlds
        for world, step in zip(steps, next_, strict=True):
            world.append(step)
    return steps
