"""What became of what was shared: each submission, and taking it back as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.forms import ActForm, actor, moment, viewer
from parley.council.rules import Right, require
from parley.exchange.acts.adding import finish
from parley.exchange.acts.changing import withdraw_sent as take_back
from parley.exchange.acts.sharing import HELD_BACK
from parley.exchange.queries import own
from parley.exchange.queries.submissions import Outcome, status
from parley.exchange.views.sharing import SHOWN_MAX, asking, status_of, to_exchange
from parley.exchange.views.titles import names_for
from parley.exchange.words import title
from parley.release import queries as release
from parley.release.cursors import decode, encode
from parley.settings import SETTINGS

_CALLED = _("What became of it")


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
    there, standing = own.sent(looking, submission)
    audiences = {each.audience: each.terms for each in there}
    reaches = dict(
        zip(audiences, release.foresee(looking, list(audiences.values()), moment(request).date()), strict=True)
    )
    named = names_for(request, [o.body for o in there], [o.body for o in there])
    held_back = [o for o in found.failures if _is_held_back(o)]
    refused = [o for o in found.failures if not _is_held_back(o)]
    context = {
        "status": found,
        "groups": [
            (reach, [(o, title(o.body, named)) for o in there if o.audience == audience])
            for audience, reach in reaches.items()
        ],
        "more": standing - len(there),
        "refused": len(refused),
        "failures": _some(refused),
        "held_back": len(held_back),
        "held": _some(held_back),
        "notes": _some(found.notes),
        "names": council.names(None),
        "may_share": looking.may(Right.SHARE),
        "may_take_back": looking.may(Right.SHARE) and bool(there or found.pendings),
        "crumbs": [*to_exchange(), (_("What we sent in"), reverse("exchange:submissions"))],
    }
    return render(request, "exchange/submission.html", context)


@asking
def withdraw_sent(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Take back all that stands of it; the page says before how many that are, and who had fetched them."""
    require(actor(request), Right.SHARE)
    looking = viewer(request)
    found, doing = status(looking, submission), own.taking_back(looking, submission)
    form = ActForm(*((request.POST,) if request.method == "POST" else ()))
    if request.method == "POST":
        done = form.attempt(lambda: take_back(actor(request), submission))
        if done is not None:
            messages.success(request, _("It is taken back. Whoever had fetched it is told so, by its id alone."))
            return redirect("exchange:submission", submission)
    reaches = release.foresee(looking, list(doing.reaching), moment(request).date())
    here = reverse("exchange:submission", args=[submission])
    context = {
        "form": form,
        "status": found,
        "doing": doing,
        "reaches": reaches,
        "secret": any(reach.secret_groups for reach in reaches),
        "not_there": max(0, found.success_count - doing.count),
        "names": council.names(None),
        "cancel": here,
        "crumbs": [*to_exchange(), (_("What we sent in"), reverse("exchange:submissions")), (_CALLED, here)],
    }
    return render(request, "exchange/withdraw_sent.html", context, status=status_of(form))


def _is_held_back(outcome: Outcome) -> bool:
    return outcome.message is not None and outcome.message.template == HELD_BACK


def _some(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    return outcomes[:SHOWN_MAX]
