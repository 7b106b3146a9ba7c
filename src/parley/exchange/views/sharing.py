"""Share a file: choose, see what would reach whom, and only then let it go; and what became of what was shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from parley.council import queries as council
from parley.council.errors import ConflictError
from parley.council.forms import ActForm, actor, moment, viewer
from parley.council.rules import Right, require
from parley.exchange.acts.adding import Foreseen, add, finish, foresee
from parley.exchange.acts.narrowing import Going
from parley.exchange.forms.parcels import Parcel
from parley.exchange.forms.sharing import ShareForm
from parley.exchange.queries import own
from parley.exchange.queries.destinations import destinations, kept_back, parties_to_name
from parley.exchange.queries.submissions import Outcome, StatusView, status
from parley.exchange.warnings import warnings_of
from parley.exchange.words import title
from parley.ledger.rules.actor import Actor
from parley.release import queries as release
from parley.release.cursors import decode, encode
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
    context = {"form": form, "names": names, "crumbs": to_exchange(), "file_most": SETTINGS.request_bytes_max}
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
    objects = parcel.objects
    if not form.cleaned_data["anyway"]:
        objects = [raw for raw in objects if not warnings_of([raw])]
    if not objects:
        raise ConflictError("All of it is on warning lists. Say that you want to share it all the same.")
    return add(by, form.chosen.into.id, objects, to=form.to())


def _preview(request: HttpRequest, parcel: Parcel, seen: Foreseen) -> dict[str, object]:
    audiences = _audiences(request, seen)
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


def _audiences(request: HttpRequest, seen: Foreseen) -> list[Audience]:
    """Grouped by terms: what goes to most first."""
    grouped: dict[str, list[Going]] = {}
    for each, _parties in seen.going:  # whom a confidential group holds is its keeper's to know: see `reach`
        grouped.setdefault(each.terms.canonical(), []).append(each)
    several = sorted(grouped.values(), key=len, reverse=True)
    reaches = release.foresee(viewer(request), [some[0].terms for some in several], moment(request).date())
    return [
        Audience(
            reach, kept_back(reach), [_row(each) for each in some[:SHOWN_MAX]], max(0, len(some) - SHOWN_MAX), len(some)
        )
        for some, reach in zip(several, reaches, strict=True)
    ]


def _row(each: Going) -> Row:
    checked = each.judged.checked
    return Row(checked.id, checked.type, title(checked.parsed), each.attribution, each.reasons)


@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    page = own.submissions(viewer(request), limit=SETTINGS.page_rows_max, before=decode(before) if before else None)
    context = {
        "rows": page.rows,
        "older_url": f"?before={encode(page.older)}" if page.older else "",
        "newer_url": reverse("exchange:submissions") if before else "",
        "may_share": viewer(request).may(Right.SHARE),
        "crumbs": to_exchange(),
    }
    return render(request, "exchange/submissions.html", context)


@asking
def submission(request: HttpRequest, submission: UUID) -> HttpResponse:
    """What became of what was sent. Looking judges nothing; the button does, a few patterns at a time."""
    looking = viewer(request)
    if request.method == "POST":
        require(actor(request), Right.SHARE)
        finish(actor(request), submission)
        return redirect("exchange:submission", submission)
    found = status(looking, submission)
    there, more = own.sent(looking, submission)
    audiences = {each.audience: each.terms for each in there}
    reaches = dict(
        zip(audiences, release.foresee(looking, list(audiences.values()), moment(request).date()), strict=True)
    )
    context = {
        "status": found,
        "groups": [
            (reach, [(o, title(o.body)) for o in there if o.audience == audience])
            for audience, reach in reaches.items()
        ],
        "more": more,
        "failures": _some(found.failures),
        "notes": _some(found.notes),
        "names": council.names(None),
        "may_share": looking.may(Right.SHARE),
        "crumbs": [*to_exchange(), (_("What we sent in"), reverse("exchange:submissions"))],
    }
    return render(request, "exchange/submission.html", context)


def _some(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    return outcomes[:SHOWN_MAX]


def to_exchange() -> list[tuple[object, str]]:
    return [(_("Intelligence"), reverse("exchange:new"))]


def status_of(form: ActForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
