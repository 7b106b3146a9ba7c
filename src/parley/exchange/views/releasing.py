"""What becomes of one's own object later: release it to others, or take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.forms import actor, moment, viewer
from parley.council.queries import PartyName
from parley.council.rules import Right, require
from parley.exchange.acts.adding import base_of
from parley.exchange.acts.changing import release_again
from parley.exchange.acts.changing import withdraw as take_back
from parley.exchange.forms.sharing import OfCollectionForm, ReleaseForm
from parley.exchange.queries import own
from parley.exchange.queries.destinations import NAMED, US, change, destinations, kept_back, parties_to_name, unacted
from parley.exchange.queries.objects import Fetch, fetches
from parley.exchange.queries.own import Shared
from parley.exchange.rules.collections import Kind
from parley.exchange.rules.feeds import EVERY_VERSION
from parley.exchange.rules.feeds import moment as moment_of
from parley.exchange.views.sharing import asking, status_of, to_exchange
from parley.exchange.views.titles import names_for
from parley.exchange.words import title as title_text
from parley.release import queries as release
from parley.release.rules import Named


@asking
def withdraw(request: HttpRequest, stix_id: str) -> HttpResponse:
    """Take back all versions of an own object; the page says before what that does, and who had fetched it."""
    copies = _copies(request, stix_id)
    form = OfCollectionForm(*_posted(request), copies=copies)
    if request.method == "POST":
        done = form.attempt(lambda: take_back(actor(request), form.copy.collection.id, stix_id, EVERY_VERSION))
        if done is not None:
            messages.success(request, _("It is taken back. Whoever had fetched it is told so, by its id alone."))
            return redirect("exchange:submissions")
    own_copies = [each for each in copies if each.collection.kind is Kind.OWN]
    erasing = "" if not own_copies else "all" if len(copies) == len(own_copies) else "some"
    context = _context(request, stix_id, copies) | {"form": form, "erasing": erasing}
    return render(request, "exchange/withdraw.html", context, status=status_of(form))


@asking
def release_to(request: HttpRequest, stix_id: str) -> HttpResponse:
    """Two steps: choose, and see in words who would gain it and who would lose it; then it goes."""
    copies, looking = _copies(request, stix_id), viewer(request)
    names = council.names(None)
    states = parties_to_name(looking, names)
    current, named = _current(copies)
    form = ReleaseForm(
        *_posted(request),
        copies=copies,
        destinations=destinations(looking, moment(request), states),
        states=states,
        current=current,
        named=named,
    )
    unnamed = unacted(looking, moment(request).date())
    context = _context(request, stix_id, copies) | {"form": form, "names": names, "unacted": unnamed}
    if request.method == "POST" and "confirmed" in request.POST:

        def act() -> bool:
            release_again(actor(request), form.copy.collection.id, stix_id, form.chosen.into.id, form.to())
            return True

        if form.attempt(act):
            messages.success(request, _("It is released so from now on."))
            return redirect("exchange:object", stix_id)
    elif request.method == "POST" and form.is_valid():
        after = base_of(form.chosen.into, form.to())
        coming = change(looking, form.copy.last.terms, after, moment(request))
        context |= {"change": coming, "closed": kept_back(coming.reach)}
        return render(request, "exchange/release_preview.html", context)
    return render(request, "exchange/release.html", context, status=status_of(form))


def _copies(request: HttpRequest, stix_id: str) -> list[Shared]:
    require(actor(request), Right.SHARE)
    return own.shared(viewer(request), stix_id)


def _posted(request: HttpRequest) -> tuple[object, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _current(copies: list[Shared]) -> tuple[str, frozenset[UUID]]:
    """What stands now, as the form's choice."""
    first = copies[0]
    match first.collection.kind, list(first.last.terms.constraints):
        case Kind.OWN, [Named(parties=parties)]:
            return NAMED, parties
        case Kind.OWN, _:
            return US, frozenset()
        case Kind.COUNCIL, _:
            return "council", frozenset()
        case _:
            return str(first.collection.id), frozenset()


def _context(request: HttpRequest, stix_id: str, copies: list[Shared]) -> dict[str, object]:
    looking, last = viewer(request), copies[0].last
    reaches = release.foresee(looking, [each.last.terms for each in copies], moment(request).date())
    names = council.names(None)
    secret = any(reach.secret_groups for reach in reaches)
    here = reverse("exchange:object", args=[stix_id])
    title = title_text(last.body, names_for(request, [last.body]))
    return {
        "title": title,
        "stix_id": stix_id,
        "copies": list(zip(copies, reaches, strict=True)),
        "versions": len(copies[0].versions),
        "secret": secret,
        "fetched": [] if secret else _in_order(fetches(looking, stix_id), names),
        "names": names,
        "crumbs": [*to_exchange(), (title, here)],
        "cancel": here,
    }


def _in_order(found: list[Fetch], names: dict[UUID, PartyName]) -> list[tuple[Fetch, datetime]]:
    """The first fetched first; of those at one moment, in protocol order."""
    return [(f, moment_of(f.at)) for f in sorted(found, key=lambda f: (f.at, names[f.party].place))]
