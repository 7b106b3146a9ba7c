"""Share a file: choose, see what would reach whom, and only then let it go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from parley.council import queries as council
from parley.council.errors import ConflictError, Message, shown
from parley.council.forms import ActForm, actor, moment, viewer
from parley.council.rules import Right, require
from parley.exchange.acts.adding import Foreseen, foresee
from parley.exchange.acts.narrowing import Going
from parley.exchange.acts.sharing import HELD_BACK
from parley.exchange.acts.sharing import share as share_it
from parley.exchange.forms.parcels import EVENT_BYTES_MAX, Parcel
from parley.exchange.forms.sharing import ShareForm
from parley.exchange.queries.destinations import destinations, kept_back, parties_to_name, unacted
from parley.exchange.queries.submissions import Outcome, StatusView
from parley.exchange.views.titles import Body, names_for
from parley.exchange.warnings import warnings_of
from parley.exchange.words import marking_text, title
from parley.ledger.rules.actor import Actor
from parley.release import queries as release
from parley.release.queries import Explanation
from parley.release.rules import Narrowing, Reason
from parley.settings import SETTINGS

asking = require_http_methods(["GET", "HEAD", "POST"])
SHOWN_MAX = 100
"""Objects of one audience, refusals, and the like, that a page names one by one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One object of the preview."""

    stix_id: str
    type: str
    title: str
    marking: Promise | str
    attribution: str
    reasons: tuple[Narrowing, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """All that would go out on the same terms."""

    reach: Explanation
    closed: Sequence[tuple[UUID, Reason]]
    rows: Sequence[Row]
    more: int
    count: int


@asking
def share(request: HttpRequest) -> HttpResponse:
    """1. What, and with whom. 2. What would reach whom. 3. It goes. Between the steps nothing is kept."""
    by, looking = actor(request), viewer(request)
    require(by, Right.SHARE)
    names = council.names(None)
    states = parties_to_name(looking, names)
    form = ShareForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        destinations=destinations(looking, moment(request), states),
        states=states,
    )
    context = {
        "form": form,
        "names": names,
        "crumbs": to_exchange(),
        "file_most": SETTINGS.request_bytes_max,
        "event_most": EVENT_BYTES_MAX,
        "unacted": unacted(looking, moment(request).date()),
    }
    if request.method == "POST" and (parcel := form.attempt(lambda: form.parcel(looking.party, moment(request)))):
        if "confirmed" in request.POST and form.cleaned_data["packed"]:
            made = form.attempt(lambda: _add(by, form, parcel))
            if made is not None:
                return _landed(request, made)
        elif (seen := form.attempt(lambda: foresee(by, form.chosen.into.id, parcel.objects, to=form.to()))) is not None:
            return render(request, "exchange/share_preview.html", context | _preview(request, parcel, seen))
    return render(request, "exchange/share.html", context, status=status_of(form))


def _landed(request: HttpRequest, made: StatusView) -> HttpResponse:
    if made.success_count:
        messages.success(request, _("It is shared. Below is what became of each object."))
    else:
        messages.warning(request, _("Nothing was shared. Below is why."))
    return redirect("exchange:submission", made.id)


def _add(by: Actor, form: ShareForm, parcel: Parcel) -> StatusView:
    """What a warning list knows goes only when somebody says so."""
    objects, held_back = (parcel.objects, []) if form.cleaned_data["anyway"] else unwarned(parcel.objects)
    if not objects:
        raise ConflictError("All of it is on warning lists. Say that you want to share it all the same.")
    return share_it(by, form.chosen.into.id, objects, to=form.to(), held_back=held_back)


def unwarned(objects: Sequence[bytes]) -> tuple[list[bytes], list[Outcome]]:
    """What no warning list knows, and of the rest what the first list says."""
    kept: list[bytes] = []
    held_back: list[Outcome] = []
    for raw in objects:
        warned = warnings_of([raw])
        if warned:
            first = warned[0].warning
            said = Message(HELD_BACK, value=shown(first.attribute.value), list=first.list)
            held_back.append(Outcome(warned[0].stix_id, "", "", said))
        else:
            kept.append(raw)
    return kept, held_back


def _preview(request: HttpRequest, parcel: Parcel, seen: Foreseen) -> dict[str, object]:
    bodies = [each.judged.checked.parsed for each, _parties in seen.going]
    audiences = _audiences(request, seen, bodies)
    refused = seen.refused
    warned = warnings_of(parcel.objects)
    return {
        "packed": parcel.packed,
        "warned": warned[:SHOWN_MAX],
        "more_warned": max(0, len(warned) - SHOWN_MAX),
        "audiences": audiences,
        "going": sum(each.count for each in audiences),
        "known": seen.known,
        "waiting": seen.waiting,
        "refused": refused[:SHOWN_MAX],
        "more_refused": max(0, len(refused) - SHOWN_MAX),
        "unread": parcel.unread[:SHOWN_MAX],
        "more_unread": max(0, len(parcel.unread) - SHOWN_MAX),
        "crumbs": [*to_exchange(), (_("Share"), reverse("exchange:share"))],
    }


def _audiences(request: HttpRequest, seen: Foreseen, bodies: Sequence[Body]) -> list[Audience]:
    """Grouped by terms: what goes to most first."""
    grouped: dict[str, list[Going]] = {}
    for each, _parties in seen.going:  # whom a confidential group holds is its keeper's to know: see `reach`
        grouped.setdefault(each.terms.canonical(), []).append(each)
    several = sorted(grouped.values(), key=len, reverse=True)
    reaches = release.foresee(viewer(request), [some[0].terms for some in several], moment(request).date())
    named = names_for(request, [each.judged.checked.parsed for some in several for each in some[:SHOWN_MAX]], bodies)
    return [
        Audience(
            reach,
            kept_back(reach),
            [_row(each, named) for each in some[:SHOWN_MAX]],
            max(0, len(some) - SHOWN_MAX),
            len(some),
        )
        for some, reach in zip(several, reaches, strict=True)
    ]


def _row(each: Going, named: Mapping[str, str]) -> Row:
    checked = each.judged.checked
    called = title(checked.parsed, named)
    return Row(checked.id, checked.type, called, marking_text(checked.parsed), each.attribution, each.reasons)


def to_exchange() -> list[tuple[object, str]]:
    return [(_("Intelligence"), reverse("exchange:new"))]


def status_of(form: ActForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
