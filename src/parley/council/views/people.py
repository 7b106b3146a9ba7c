"""The accounts of one's own party: two focal points make and recover them together."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parley.council import acts, queries
from parley.council.forms import ActForm, actor, moment, posted, viewer
from parley.council.page_forms import EnrolForm, ProposalForm
from parley.council.rules import EnrolmentState, Right, require
from parley.council.words import in_order
from parley.ledger.rules.actor import Actor
from parley.settings import SETTINGS

FOCAL_POINTS_ADVISED = 3  # of two, neither can be recovered: it takes two others


def link_of(secret: str) -> str:
    """An enrolment link as it is handed over. The address is the node's own setting, never the request's."""
    return SETTINGS.origin.rstrip("/") + reverse("council:enrol", args=[secret])


def _crumbs() -> list[tuple[str, str]]:
    return [(_("People"), reverse("council:people"))]


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    looking = viewer(request)
    page = queries.people(looking, moment(request))
    by_name = sorted(page.appointments, key=lambda a: in_order(a.account.display_name))
    open_states = {EnrolmentState.AWAITING_SECOND, EnrolmentState.USABLE}
    context = {
        "people": page,
        "appointments": sorted(by_name, key=lambda a: a.authority_id != looking.authority),
        "pending": [e for e in page.enrolments if e.state in open_states],
        "past": [e for e in page.enrolments if e.state not in open_states],
        "manages": looking.may(Right.MANAGE_ACCOUNTS),
        "too_few": page.focal_points < FOCAL_POINTS_ADVISED,
    }
    return render(request, "council/people.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """A focal point proposes an account; it opens when another one confirms."""
    by = actor(request)
    require(by, Right.MANAGE_ACCOUNTS)
    form = ProposalForm(
        posted(request),
        authorities=queries.authorities_at(by.party),
        own=by.authority,
        secretariat=viewer(request).may(Right.KEEP_COUNCIL),
    )
    if request.method == "POST":
        made = form.attempt(
            lambda: acts.propose_account(
                by,
                display_name=form.cleaned_data["display_name"],
                roles=form.cleaned_data["roles"],
                authority=UUID(form.cleaned_data["authority"] or str(by.authority)),
            )
        )
        if made is not None:
            messages.success(request, _("Proposed. Another of your focal points confirms it on this page."))
            return redirect("council:people")
    return render(request, "council/propose.html", {"form": form, "crumbs": _crumbs()})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """The second focal point confirms. The answer to its POST shows the link, and nothing shows it again."""
    by = actor(request)
    require(by, Right.MANAGE_ACCOUNTS)
    form = ActForm(posted(request))
    if request.method == "POST":
        secret = form.attempt(lambda: acts.confirm_account(by, enrolment))
        if secret is not None:
            confirmed = queries.enrolment(viewer(request), enrolment, by.at).enrolment
            context = {"person": confirmed.display_name, "link": link_of(secret), "hours": SETTINGS.enrolment_hours}
            return render(request, "council/link.html", {**context, "crumbs": _crumbs()})
    proposal = queries.enrolment(viewer(request), enrolment, by.at)
    return render(request, "council/confirm.html", {"form": form, "proposal": proposal, "crumbs": _crumbs()})


@require_POST
def withdraw(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    acts.withdraw_enrolment(actor(request), enrolment)
    messages.success(request, _("Withdrawn. Its link, if there was one, opens nothing any more."))
    return redirect("council:people")


@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """A focal point proposes that a person gets a new password; another one confirms."""
    by = actor(request)
    require(by, Right.MANAGE_ACCOUNTS)
    found = queries.appointment(viewer(request), appointment)
    form = ActForm(posted(request))
    if request.method == "POST":
        account = found.account
        made = form.attempt(
            lambda: acts.propose_account(
                by,
                display_name=account.display_name,
                roles=found.roles,
                authority=found.authority_id,
                recovers=account.id,
            )
        )
        if made is not None:
            messages.success(request, _("Proposed. Another of your focal points confirms it on this page."))
            return redirect("council:people")
    return render(request, "council/recover.html", {"form": form, "appointment": found, "crumbs": _crumbs()})


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """A person acts for the authority no more."""
    by = actor(request)
    require(by, Right.MANAGE_ACCOUNTS)
    found = queries.appointment(viewer(request), appointment)
    form = ActForm(posted(request))

    def act() -> bool:
        acts.end_appointment(by, appointment)
        return True

    if request.method == "POST" and form.attempt(act):
        messages.success(request, _("Ended. The person can act for your authority no more."))
        return redirect("council:people")
    return render(request, "council/end.html", {"form": form, "appointment": found, "crumbs": _crumbs()})


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, secret: str) -> HttpResponse:
    """The person whom the link is for chooses a user name and a password. Any other link is one and the same 404."""
    now = moment(request)
    enrolment = queries.enrolment_by_secret(secret, now)
    recovered = enrolment.recovers.username if enrolment.recovers else None
    form = EnrolForm(posted(request), ending=acts.username_ending(enrolment.authority.party), recovered=recovered)
    if request.method == "POST":
        draw = request.draw  # type: ignore[attr-defined]
        by = Actor(acts.NOBODY, acts.NOBODY, acts.NOBODY, now, draw=draw)
        account = form.attempt(
            lambda: acts.use_enrolment(
                secret,
                username=form.cleaned_data.get("username", ""),
                password=form.cleaned_data["password"],
                by=by,
            )
        )
        if account is not None:
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
            request.session["acting_for"] = str(enrolment.authority_id)
            named = _("Welcome. You sign in with the user name %(username)s from now on.")
            messages.success(request, named % {"username": account.username})
            return redirect(reverse("council:account") + "?new=1")
    context = {"form": form, "enrolment": enrolment, "recovered": recovered}
    return render(request, "council/enrol.html", context)
