"""The register's list: three rolls, by kind and state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.forms import moment, viewer
from parley.council.rules import Right, Viewer
from parley.council.text import line
from parley.registry.models import Entry
from parley.registry.queries import elsewhere, history
from parley.registry.queries import entries as queries
from parley.registry.rules.entries import Kind, Roll, State
from parley.registry.views.asking import asking, pages, past_day, place, to_register
from parley.registry.views.waiting import awaited
from parley.registry.words import KINDS, LISTS, NATIONAL_STATES, STATES, choices
from parley.settings import SETTINGS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

E = TypeVar("E", bound=StrEnum)

MEANINGS: Mapping[Roll, StrOrPromise] = {
    Roll.JOINT: _("What all members listed together, and what is proposed for it. Only what is listed is screened."),
    Roll.NATIONAL: _(
        "Each is one member’s own and binds nobody else. You see yours, and those that were released to you."
    ),
    Roll.SOURCE: _("Kept elsewhere, by others, by their own procedure; imported here as they published it."),
}


@asking
def entries(request: HttpRequest) -> HttpResponse:
    """What is looked for is posted: a name never stands in an address, where histories and logs would keep it."""
    looking = viewer(request)
    roll = _asked(request, "list", Roll) or Roll.JOINT
    kind, state = _asked(request, "kind", Kind), _asked(request, "state", State)
    now = moment(request)
    if request.GET.get("on"):
        return _as_of(request, roll)
    context: dict[str, Any] = {
        "roll": roll,
        "roll_meaning": MEANINGS[roll],
        "kind": kind,
        "state": state,
        "rolls": choices(LISTS),
        "kinds": choices(KINDS),
        "states": _states(roll),
        "names": council.names(None),
        "in_council": looking.party in council.council_parties(now.date()),
        "may_screen": looking.may(Right.SCREEN),
        "waiting": awaited(looking, now),
        "ways": ways(looking, now.date()),
    }
    if roll is Roll.SOURCE:
        rows, more = _elsewhere(request, kind, state)
    else:
        found = queries.entries(looking, now, roll=roll, kind=kind, state=state, **place(request))
        rows, more = found.rows, pages(found, _kept(list=roll, kind=kind, state=state))
    context["rows"] = [(row, queries.shown_state(row, now.date())) for row in rows]
    return render(request, "registry/list.html", context | more)


def _elsewhere(request: HttpRequest, kind: Kind | None, state: State | None) -> tuple[list[Entry], dict[str, Any]]:
    """Entries of other lists: what is looked for, else those of one list, else all; and what the page says of them."""
    looking, now = viewer(request), moment(request)
    offered = elsewhere.sources(looking)
    source = next((each for each in offered if str(each.id) == request.GET.get("source")), None)
    more: dict[str, Any] = {"sources": offered, "source": source}
    kept = {"list": Roll.SOURCE, "source": source.id if source else None, "kind": kind, "state": state}
    typed = line(request.POST.get("find", ""), what="find", chars_max=SETTINGS.line_chars_max, required=False)
    more |= {"find": typed, "kept": _kept(**kept)}
    if typed:
        rows, more["beyond"] = elsewhere.find(looking, typed, now, source=source, kind=kind, state=state)
        return rows, more
    if source is None:
        found = queries.entries(looking, now, roll=Roll.SOURCE, kind=kind, state=state, **place(request))
        return found.rows, more | pages(found, _kept(**kept))
    at = {name: line(request.GET.get(name, ""), what=name, chars_max=60, required=False) for name in ("from", "to")}
    part = elsewhere.of_source(looking, source, now, kind=kind, state=state, before=at["to"], after=at["from"])
    return part.rows, more | {
        "previous_url": f"?{_kept(**kept, to=part.before)}" if part.before else "",
        "next_url": f"?{_kept(**kept)}&{urlencode({'from': part.after})}" if part.after else "",
    }


def _kept(**asked: object) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def _as_of(request: HttpRequest, roll: Roll) -> HttpResponse:
    """What a list was at the end of a past day, of what the viewer may see now."""
    looking, day = viewer(request), past_day(request)
    assert day is not None
    rows, found = history.on(looking, day, roll=roll, **place(request))
    context = {
        "on": day,
        "rows": rows,
        "roll": roll,
        "rolls": choices(LISTS),
        "names": council.names(None),
        "crumbs": to_register(),
    }
    return render(request, "registry/list_then.html", context | pages(found, urlencode({"list": roll, "on": day})))


def _asked(request: HttpRequest, name: str, vocabulary: type[E]) -> E | None:
    """What the address asks for; what it cannot ask for is not asked."""
    typed = request.GET.get(name, "")
    return vocabulary(typed) if typed in set(vocabulary) else None


def _states(roll: Roll) -> list[tuple[str, Promise]]:
    match roll:
        case Roll.JOINT:
            return [*choices(STATES)]
        case Roll.NATIONAL:
            return [*choices(NATIONAL_STATES)]
        case Roll.SOURCE:
            return [(state, STATES[state]) for state in (State.LISTED, State.DELISTED)]


def ways(looking: Viewer, day: date) -> list[tuple[str, StrOrPromise]]:
    """What the viewer's roles let it do here, beside reading."""
    offered: list[tuple[Right, str, StrOrPromise]] = [
        (Right.PROPOSE_LISTINGS, "registry:propose", _("Propose a listing")),
        (Right.PROPOSE_LISTINGS, "registry:designate", _("Designate nationally")),
        (Right.SCREEN, "registry:screen", _("Screen a name")),
        (Right.SCREEN, "registry:screen_file", _("Screen a file")),
        (Right.SCREEN, "registry:look_ups", _("Our look-ups")),
        (Right.SCREEN, "registry:clearances", _("Clearances")),
        (Right.SCREEN, "registry:consumers", _("Our systems, and what they acknowledge")),
        (Right.REVIEW_PETITIONS, "registry:inbox", _("Petitions")),
    ]
    barred = set() if looking.party in queries.members(day) else {Right.PROPOSE_LISTINGS}
    return [(reverse(name), words) for right, name, words in offered if looking.may(right) and right not in barred]
