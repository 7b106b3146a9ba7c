"""What a reader may do about an entry now; and what its role could do at another time, with why not now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parley.council.errors import Message
from parley.council.rules import Right, Viewer
from parley.registry.queries.entries import EntryPage, members, refused
from parley.registry.rules.entries import Kind, Roll, State
from parley.registry.rules.procedure import Matter, Proposal, StepKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ADOPTION = {
    Matter.LISTING: (StepKind.LISTED, "registry:record_listing", _("Record that it was listed")),
    Matter.AMENDMENT: (StepKind.AMENDED, "registry:record_amendment", _("Record that the amendment was adopted")),
    Matter.DELISTING: (StepKind.DELISTED, "registry:record_delisting", _("Record that it was taken off the list")),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do. Without a `kind` nothing in the entry's state stands in its way."""

    words: StrOrPromise
    url: str
    kind: StepKind | None = None
    about: UUID | None = None


Ways = list[tuple[str, "StrOrPromise"]]
Barred = list[tuple["StrOrPromise", Message]]


def ways(looking: Viewer, page: EntryPage, now: datetime) -> tuple[Ways, Barred]:
    open_, barred = [], []
    for way in _all(looking, page, member=looking.may(Right.PROPOSE_LISTINGS) and looking.party in members(now.date())):
        reason = refused(looking, page, way.kind, now, way.about) if way.kind else None
        if reason is None:
            open_.append((way.url, way.words))
        else:
            barred.append((way.words, reason))
    return open_, barred


def _all(looking: Viewer, page: EntryPage, *, member: bool) -> Iterator[Way]:
    """All that the reader's roles could ever do with this entry, in the order in which it happens."""
    entry, standing = page.entry, page.standing
    secretariat = looking.may(Right.KEEP_COUNCIL)
    if entry.roll == Roll.JOINT:
        for proposal in standing.proposals:
            if member:
                yield from _of_member(looking, proposal)
            if secretariat:
                yield from _of_secretariat(proposal)
        if member and standing.state is State.LISTED:
            yield from _of_listed(page)
        if secretariat and standing.state is State.LISTED:
            yield _on(page, _("Close the review"), "registry:close_review", StepKind.REVIEW_CLOSED)
            if standing.delists_on is not None:
                words = _("Record that it is retained against the recommendation")
                yield _on(page, words, "registry:record_retention", StepKind.RETAINED)
            if standing.adopted is not None:
                url = reverse("registry:record_objection", args=[standing.adopted.id])
                yield Way(_("Record an objection by note verbale"), url)
    elif entry.roll == Roll.NATIONAL and page.mine and member and standing.state is State.LISTED:
        yield _on(page, _("Amend the designation"), "registry:amend", StepKind.AMENDED)
        yield _on(page, _("Change whom it is released to"), "registry:release")
        yield _on(page, _("End the designation"), "registry:end_designation", StepKind.DESIGNATION_ENDED)
    if looking.may(Right.PROPOSE_LISTINGS) and entry.roll != Roll.SOURCE:
        yield _on(page, _("Show evidence"), "registry:show_evidence")
    if looking.may(Right.SCREEN) and standing.state is State.LISTED:
        yield _on(page, _("Clear somebody who is not the one of this entry"), "registry:clear")


def _of_member(looking: Viewer, proposal: Proposal) -> Iterator[Way]:
    own = proposal.by == looking.party
    if own:
        for question in proposal.open_questions:
            yield Way(
                _("Answer a question"),
                reverse("registry:answer", args=[question.id]),
                StepKind.ANSWERED,
                question.id,
            )
        if proposal.matter is not Matter.DELISTING:
            yield _about(proposal, _("Revise the proposal"), "registry:revise", StepKind.REVISED)
        yield _about(proposal, _("Withdraw the proposal"), "registry:withdraw", StepKind.WITHDRAWN)
        return
    for objection in proposal.objections:
        if objection.by == looking.party and objection.lifted_on is None:
            url = reverse("registry:lift", args=[objection.id])
            yield Way(_("Lift our objection"), url, StepKind.OBJECTION_LIFTED, objection.id)
    for hold in proposal.holds:
        if hold.by == looking.party and hold.lifted_on is None:
            yield Way(_("Lift our hold"), reverse("registry:lift", args=[hold.id]), StepKind.HOLD_LIFTED, hold.id)
    yield _about(proposal, _("Object to the proposal"), "registry:object", StepKind.OBJECTED)
    yield _about(proposal, _("Hold the proposal"), "registry:hold", StepKind.HELD)
    yield _about(proposal, _("Ask the proposer"), "registry:ask", StepKind.ASKED)


def _of_secretariat(proposal: Proposal) -> Iterator[Way]:
    kind, url, words = ADOPTION[proposal.matter]
    yield _about(proposal, words, url, kind)
    yield _about(proposal, _("Record that it was rejected"), "registry:record_rejection", StepKind.REJECTED)
    yield Way(_("Record an objection by note verbale"), reverse("registry:record_objection", args=[proposal.id]))
    for each in proposal.objections:
        if each.by_note and each.lifted_on is None:
            yield Way(_("Record that an objection is lifted"), reverse("registry:lift", args=[each.id]))
    if proposal.matter is Matter.DELISTING:
        yield Way(
            _("Remove with proof of death or dissolution"), reverse("registry:record_removal", args=[proposal.id])
        )


def _of_listed(page: EntryPage) -> Iterator[Way]:
    yield _on(page, _("Propose an amendment"), "registry:amend", StepKind.AMENDMENT_PROPOSED)
    yield _on(page, _("Propose to take it off the list"), "registry:propose_delisting", StepKind.DELISTING_PROPOSED)
    if page.mine and page.entry.kind == Kind.PERSON:
        yield _on(page, _("Remove the deceased"), "registry:remove", StepKind.REMOVED_DECEASED)
    if page.mine and page.entry.kind == Kind.ORGANISATION:
        yield _on(page, _("Remove the dissolved organisation"), "registry:remove", StepKind.REMOVED_DISSOLVED)


def _about(proposal: Proposal, words: StrOrPromise, url: str, kind: StepKind) -> Way:
    return Way(words, reverse(url, args=[proposal.id]), kind, proposal.id)


def _on(page: EntryPage, words: StrOrPromise, url: str, kind: StepKind | None = None) -> Way:
    return Way(words, reverse(url, args=[page.entry.id]), kind)
