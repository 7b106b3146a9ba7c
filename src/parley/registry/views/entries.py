"""An entry's own page, now and as of a past day; and one of its versions beside the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.forms import moment, viewer
from parley.council.rules import Right, Viewer
from parley.registry.models import Entry, Evidence, Step
from parley.registry.queries import clearances, consumers, history, petitions
from parley.registry.queries.browsing import content_of, proposed_content, step_of
from parley.registry.queries.entries import entry_page
from parley.registry.rules.content import from_json
from parley.registry.rules.differences import differences
from parley.registry.rules.entries import Roll, State
from parley.registry.rules.procedure import Hold, Matter, Objection, Proposal, Question, Standing
from parley.registry.views.asking import past_day, to_entry, to_register
from parley.registry.views.ways import ways
from parley.registry.words import UNTIL
from parley.release.queries import why
from parley.release.words import why_sentence


@require_safe
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    looking, on = viewer(request), past_day(request)
    context = _as_of(looking, entry, on) if on else _now(looking, entry, request)
    found: Entry = context["entry"]
    names = council.names(None)
    mine = found.owner_id == looking.party
    context |= {
        "on": on,
        "names": names,
        "why": why_sentence(why(looking, found.audience_id), names, mine=mine),
        "crumbs": to_register(),
    }
    return render(request, "registry/entry.html", context)


def _now(looking: Viewer, id_: UUID, request: HttpRequest) -> dict[str, Any]:
    now = moment(request)
    page = entry_page(looking, id_, now)
    open_, barred = ways(looking, page, now)
    found, standing = page.entry, page.standing
    left = found.roll == Roll.JOINT and standing.state is State.DELISTED
    views = clearances.of_entries(looking, [id_], now).get(id_, [])
    return {
        "entry": found,
        "content": page.content,
        "shown": page.versions[0],
        "state": standing.state,
        "standing": standing,
        "sentences": page.explained,
        "proposals": shown_proposals(standing, page.steps),
        "history": steps_shown(page.steps),
        "versions": page.versions,
        "evidence": page.evidence,
        "own_evidence": _own(looking, page.evidence),
        "evidence_refused": standing.evidence_refused,
        "reports": petitions.reports(looking, found) if found.roll == Roll.JOINT else [],
        "clearances": [each for each in views if each.holds],
        "acknowledged": [(each.party, each) for each in consumers.acknowledgements(looking, id_)] if left else None,
        "ways": open_,
        "barred": barred,
    }


def _own(looking: Viewer, evidence: Iterable[Evidence]) -> set[UUID]:
    """What the viewer may take back."""
    if not looking.may(Right.PROPOSE_LISTINGS):
        return set()
    return {each.id for each in evidence if each.owner_id == looking.party and each.withdrawn_at is None}


def _as_of(looking: Viewer, id_: UUID, day: date) -> dict[str, Any]:
    """What it was, and nothing that could be done about it: that day is over."""
    was = history.entry_on(looking, id_, day)
    standing = was.standing or Standing(day, was.state)
    return {
        "entry": was.entry,
        "content": was.content,
        "shown": was.version,
        "state": was.state,
        "standing": standing,
        "sentences": was.explained,
        "proposals": shown_proposals(standing, was.steps),
        "history": steps_shown(was.steps),
        "versions": [was.version],
        "evidence_refused": standing.evidence_refused,
        "acknowledged": None,
    }


# Steps and proposals as a page says them.


@dataclass(frozen=True, slots=True)
class ShownStep:
    step: Step
    version: int  # the one that it made; 0 where it made none
    until_words: Promise | str


def steps_shown(steps: Sequence[Step]) -> list[ShownStep]:
    """The newest first."""
    shown, last = [], 0
    for step in steps:
        made = step.version if step.version != last else 0
        last = step.version
        shown.append(ShownStep(step, made, UNTIL.get(step.kind, "")))
    return shown[::-1]


@dataclass(frozen=True, slots=True)
class Against:
    """An objection, a hold or a question, with what was said."""

    made: Objection | Hold | Question
    stands: bool
    lapsed: bool
    text: dict[str, str]


@dataclass(frozen=True, slots=True)
class ShownProposal:
    proposal: Proposal
    matter: Matter
    objections: tuple[Against, ...]
    holds: tuple[Against, ...]
    questions: tuple[Against, ...]
    content: bool  # it would have the entry say something else, which its own page shows


def shown_proposals(standing: Standing, steps: Iterable[Step]) -> list[ShownProposal]:
    texts = {step.id: step.texts for step in steps}
    day = standing.day
    return [
        ShownProposal(
            proposal,
            proposal.matter,
            tuple(Against(o, o.stands_on(day), False, texts.get(o.id, {})) for o in proposal.objections),
            tuple(Against(h, h.stands_on(day), h.lapsed_on(day), texts.get(h.id, {})) for h in proposal.holds),
            tuple(Against(q, not q.answered, False, texts.get(q.id, {})) for q in proposal.questions),
            proposal.matter is Matter.AMENDMENT,
        )
        for proposal in standing.proposals
    ]


@require_safe
def version(request: HttpRequest, entry: UUID, number: int) -> HttpResponse:
    """What one version says, and what differs from the one before."""
    looking, now = viewer(request), moment(request)
    page = entry_page(looking, entry, now)
    shown = history.version(looking, entry, number)
    before = next((each for each in page.versions if each.number == number - 1), None)
    content = from_json(shown.content)
    context = {
        "entry": page.entry,
        "version": shown,
        "before": before,
        "content": content,
        "differences": differences(from_json(before.content), content) if before else (),
        "versions": page.versions,
        "crumbs": to_entry(page.entry),
    }
    return render(request, "registry/version.html", context)


@require_safe
def proposed(request: HttpRequest, step: UUID) -> HttpResponse:
    """What a proposed amendment would change."""
    opened = step_of(viewer(request), step)
    content = proposed_content(opened)
    context = {
        "entry": opened.entry,
        "content": content,
        "differences": differences(content_of(opened.entry), content),
        "crumbs": to_entry(opened.entry),
    }
    return render(request, "registry/proposed.html", context)
