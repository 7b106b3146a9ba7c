"""Clearances: somebody was checked and is not the one of an entry. Made, shared with consent, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.forms import ActForm, actor, moment, viewer
from parley.council.rules import Right, require
from parley.registry.acts import clearing as acts
from parley.registry.forms.clearances import ClearanceForm, ConsentForm
from parley.registry.models import Clearance
from parley.registry.queries import clearances as queries
from parley.registry.queries.browsing import entry_of
from parley.registry.queries.clearances import ClearanceView
from parley.registry.views.asking import Crumbs, acting, ask, asking, offer, pages, place, posted, to_entry, to_register
from parley.release.queries import why
from parley.release.words import why_sentence
from parley.settings import SETTINGS


def _to_clearances() -> Crumbs:
    return [*to_register(), (_("Clearances"), reverse("registry:clearances"))]


@require_safe
def clearances(request: HttpRequest) -> HttpResponse:
    """Of the party's own, and those that it was told of."""
    require(actor(request), Right.SCREEN)
    views, found = queries.clearances(viewer(request), moment(request), **place(request))
    context = {"views": views, "names": council.names(None), "crumbs": to_register()}
    return render(request, "registry/clearances.html", context | pages(found))


@require_safe
def clearance(request: HttpRequest, clearance: UUID) -> HttpResponse:
    looking = viewer(request)
    require(actor(request), Right.SCREEN)
    view = queries.clearance(looking, clearance, moment(request))
    names = council.names(None)
    context = {
        "view": view,
        "names": names,
        "why": why_sentence(why(looking, view.row.audience_id), names, mine=view.mine),
        "crumbs": _to_clearances(),
    }
    return render(request, "registry/clearance.html", context)


@asking
def clear(request: HttpRequest, entry: UUID) -> HttpResponse:
    by = acting(request, Right.SCREEN)
    about = entry_of(viewer(request), entry)
    names = council.names(None)
    form = ClearanceForm(*posted(request), **offer(request, names))

    def act() -> Clearance:
        data = form.cleaned_data
        return acts.clear(
            by,
            entry,
            person=form.person(),
            reasons=data["reasons"],
            purposes=form.purposes(),
            expires_on=data["expires_on"],
            consent=form.consent(),
            to=form.terms(),
        )

    if request.method == "POST" and (made := form.attempt(act)):
        messages.success(request, _("The clearance holds. It is shown beside the candidate, and hides nothing."))
        return redirect("registry:clearance", made.id)
    return ask(
        request,
        form,
        title=_("Clear somebody"),
        crumbs=to_entry(about),
        submit=_("Make the clearance"),
        template="registry/audience_form.html",
        kicker=about.name,
        names=names,
        intro=_("Somebody was checked, and is not the one of this entry."),
        notes=[
            _("It speaks for the same document, or the same name with the same full date of birth; for no name alone."),
            _("It is shown beside a candidate when the purpose of a look-up is one of its own. It hides no candidate."),
            _("Without the person’s consent it stays with you. It ends by itself, and you can revoke it."),
            _("It lasts %(days)d days at most.") % {"days": SETTINGS.clearance_days_max},
        ],
    )


@asking
def share(request: HttpRequest, clearance: UUID) -> HttpResponse:
    """Tell others with the person's consent, or keep it to oneself again."""
    by = actor(request)
    view = _own(request, clearance)
    names = council.names(None)
    form = ConsentForm(*posted(request), **offer(request, names))

    def act() -> Clearance:
        return acts.share_clearance(by, clearance, consent=form.consent(), to=form.terms())

    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, _("It is released so from now on."))
        return redirect("registry:clearance", clearance)
    return ask(
        request,
        form,
        title=_("Change whom it is released to"),
        crumbs=_to_clearance(view),
        submit=_("Release it so"),
        template="registry/audience_form.html",
        names=names,
        notes=[
            _("Others are told only with the person’s own consent. Choose “Only us” to keep it to yourselves again.")
        ],
    )


@asking
def revoke(request: HttpRequest, clearance: UUID) -> HttpResponse:
    view = _own(request, clearance)
    form = ActForm(*posted(request))
    if request.method == "POST" and form.attempt(lambda: acts.revoke(actor(request), clearance)) is not None:
        messages.success(request, _("The clearance is revoked. Whoever was told of it sees that."))
        return redirect("registry:clearance", clearance)
    return ask(
        request,
        form,
        title=_("Revoke the clearance"),
        crumbs=_to_clearance(view),
        submit=_("Revoke it"),
        danger=True,
        intro=_("From now on it is shown beside no candidate."),
    )


def _own(request: HttpRequest, id_: UUID) -> ClearanceView:
    require(actor(request), Right.SCREEN)
    view = queries.clearance(viewer(request), id_, moment(request))
    if not view.mine:
        raise NotFoundError
    return view


def _to_clearance(view: ClearanceView) -> Crumbs:
    return [*_to_clearances(), (view.cleared.person.name, reverse("registry:clearance", args=[view.row.id]))]
