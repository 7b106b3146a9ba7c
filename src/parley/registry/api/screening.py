"""POST /api/registry/screen: names in, candidates out; and what the matcher is, at /api/registry/."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from parley.council import queries as council
from parley.council.errors import InputError, ParleyError, gettext_noop
from parley.council.rules import Scope
from parley.registry.acts.screening import LIMIT, screen
from parley.registry.api.answers import resource, said
from parley.registry.api.door import body, endpoint
from parley.registry.names import MATCHER_VERSION
from parley.registry.queries.screening import lists
from parley.registry.rules import screening as rules
from parley.registry.rules.entries import Identifier
from parley.registry.rules.screening import Answer, Answers, Candidate, Query
from parley.settings import SETTINGS

STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Thresholds of which the measured rate of false hits is told."""


class _Number(msgspec.Struct, forbid_unknown_fields=True):
    value: str
    kind: str = ""
    country: str = ""


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    name: str = ""
    kind: str = ""
    births: list[str] = []
    nationalities: list[str] = []
    identifiers: list[_Number] = []


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    purpose: str
    queries: list[_Asked]
    threshold: float | None = None
    limit: int = LIMIT
    lists: list[str] | None = None


def _screen(request: HttpRequest) -> HttpResponse:
    asked = _read(body(request))
    rules.check_count(len(asked.queries))
    read = [_query(each) for each in asked.queries]
    good = [each for each in read if isinstance(each, Query)]
    if not good:
        raise next(each for each in read if isinstance(each, ParleyError))
    by = request.viewer.acting(request.now, request.draw, request.clock)  # type: ignore[attr-defined]
    found = screen(by, good, purpose=asked.purpose, limit=asked.limit, threshold=asked.threshold, among=asked.lists)
    told = iter(found.answers)
    return resource(
        _answers(found, [_answer(next(told)) if isinstance(each, Query) else {"refused": said(each)} for each in read])
    )


def _read(octets: bytes) -> _Body:
    try:
        return msgspec.json.decode(octets, type=_Body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        expected = gettext_noop('JSON such as {"purpose": "border control", "queries": [{"name": "…"}]}')
        raise InputError("body", expected, str(error), gettext_noop("See docs/screening.md.")) from error


def _query(asked: _Asked) -> Query | ParleyError:
    try:
        return rules.query(
            asked.name,
            kind=asked.kind,
            births=asked.births,
            nationalities=asked.nationalities,
            identifiers=[Identifier(each.kind, each.value, each.country) for each in asked.identifiers],
        )
    except ParleyError as error:
        return error


def _answers(found: Answers, told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "look_up": found.look_up,
        "matcher": found.matcher,
        "threshold": found.threshold,
        "false_hit_rate": round(found.false_hit_rate, 4),
        "to_confirm": rules.CONFIRM,
        "answers": told,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "name": answer.query.name,
        "words": str(answer.words),
        "more": answer.more,
        "candidates": [_candidate(each) for each in answer.candidates],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    listing = candidate.listing
    content = listing.content
    return {
        "entry": listing.id,
        "version": listing.version,
        "list": listing.list_,
        "list_title": listing.title,
        "reference": listing.reference,
        "kind": content.kind.value,
        "name": content.name,
        "matched_name": candidate.name,
        "quality": candidate.quality.value,
        "score": candidate.score,
        "raw": candidate.raw,
        "aligned": [
            {"query": each.query, "entry": each.entry, "near": each.near, "why": str(each.why)}
            for each in candidate.aligned
        ],
        "for": [str(each) for each in candidate.supporting],
        "against": [str(each) for each in candidate.against],
        "births": [f"{birth.first}/{birth.last}" if birth.last else birth.first for birth in content.births],
        "nationalities": content.nationalities,
        "clearances": [
            {
                "id": each.id,
                "by": council.party(each.owner).code,
                "until": each.cleared.expires_on,
                "purposes": sorted(each.cleared.purposes),
            }
            for each in candidate.clearings
        ],
    }


def _matcher(request: HttpRequest) -> HttpResponse:
    """What a caller has to know to choose a threshold, and to say later how an answer came about."""
    return resource(
        {
            "matcher": MATCHER_VERSION,
            "default_threshold": rules.default_threshold(),
            "false_hit_rates": {str(step): round(rules.false_hits(step), 4) for step in STEPS},
            "names_max": SETTINGS.screen_names_max,
            "candidates_max": SETTINGS.screen_candidates_max,
            "lists": lists(request.viewer),  # type: ignore[attr-defined]
        }
    )


screening = endpoint(Scope.REGISTRY_SCREEN, POST=_screen)
matcher = endpoint(Scope.REGISTRY_SCREEN, GET=_matcher)
