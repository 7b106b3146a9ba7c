"""What anybody may do without an account: read the joint list, learn what one can do about it, petition, follow it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council.errors import InputError, NotFoundError, gettext_noop
from parley.council.forms import moment
from parley.ledger.rules.actor import Actor
from parley.registry.acts import petitioning as acts
from parley.registry.forms.public import CodeForm, PetitionForm, WriteForm
from parley.registry.limits import count_message, count_petition
from parley.registry.models import Petition
from parley.registry.queries import petitions, public
from parley.registry.queries.petitions import PetitionPage
from parley.registry.rules.entries import REFERENCE_CHARS_MAX
from parley.registry.views.asking import Crumbs, ask, asking, posted, status_of
from parley.settings import SETTINGS

ABOUT_CHARS_MAX = 300


def _to_list() -> Crumbs:
    return [(_("The joint list"), reverse("registry:public_list"))]


def _to_rights() -> Crumbs:
    return [(_("What you can do"), reverse("registry:rights"))]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    rows, after = public.listed(
        moment(request), after=request.GET.get("after", "").replace("\0", "")[:REFERENCE_CHARS_MAX]
    )
    older = "?" + urlencode({"after": after}) if after else ""
    return render(request, "registry/public/list.html", {"rows": rows, "older_url": older})


@require_safe
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    found = public.entry(entry, moment(request))
    context = {"found": found, "row": found.row, "content": found.content, "crumbs": _to_list()}
    return render(request, "registry/public/entry.html", context)


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    clock = {
        "gathering": SETTINGS.petition_gathering_months,
        "dialogue": SETTINGS.petition_dialogue_months,
        "extension": SETTINGS.petition_extension_months,
        "effect_days": SETTINGS.petition_effect_days,
        "review_months": SETTINGS.review_months,
        "retention_days": SETTINGS.petition_retention_days,
    }
    return render(request, "registry/public/rights.html", {"clock": clock, "crumbs": _to_list()})


def _petitioner(request: HttpRequest) -> Actor:
    return acts.petitioner(moment(request), request.draw, request.clock)  # type: ignore[attr-defined]


@asking
def petition(request: HttpRequest) -> HttpResponse:
    """The code is shown in the answer itself, once: no address leads to it, and nothing keeps it."""
    form = PetitionForm(*posted(request), initial={"about": request.GET.get("about", "")[:ABOUT_CHARS_MAX]})

    def act() -> tuple[Petition, str]:
        count_petition(request)
        data = form.cleaned_data
        return acts.petition(
            _petitioner(request),
            about=data["about"],
            name=data["petitioner"],
            contact=data["contact"],
            language=data["language"],
            text=data["text"],
        )

    if request.method == "POST" and (made := form.attempt(act)):
        response = render(request, "registry/public/code.html", {"code": made[1]})
        response["Cache-Control"] = "private, no-store"
        return response
    return ask(
        request,
        form,
        title=_("Ask for a review"),
        intro=_("To the independent reviewer. It costs nothing, and needs no account and no lawyer."),
        crumbs=_to_rights(),
        submit=_("Send the petition"),
        template="registry/public/petition.html",
    )


@asking
def follow(request: HttpRequest) -> HttpResponse:
    """By the code, which travels in the body alone: it stands in no address, no log and no history."""
    form = CodeForm(*posted(request))
    found = form.attempt(lambda: _found(request, form.cleaned_data["code"])) if request.method == "POST" else None
    writing, done = None, False
    if found is not None and (action := request.POST.get("do", "")) in {"write", "withdraw"}:
        writing = WriteForm(request.POST)
        done = _act(request, form.cleaned_data["code"], found.petition.id, action, writing)
        found = _found(request, form.cleaned_data["code"])
    context: dict[str, Any] = {"form": form, "found": found, "crumbs": _to_rights()}
    if found is not None:
        context |= {"writing": writing if writing and not done else WriteForm(), "code": form.cleaned_data["code"]}
    response = render(request, "registry/public/follow.html", context, status=status_of(writing or form))
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest, code: str) -> PetitionPage:
    try:
        return petitions.by_code(code, moment(request))
    except NotFoundError as error:
        raise InputError(
            "code",
            gettext_noop("the code of a petition, as it was shown"),
            gettext_noop("another one"),
            gettext_noop("Look at each letter; spaces, hyphens and capitals do not matter."),
        ) from error


def _act(request: HttpRequest, code: str, petition: UUID, action: str, form: WriteForm) -> bool:
    if action == "withdraw":
        form.fields["text"].required = False

    def act() -> bool:
        if action == "withdraw":
            acts.withdraw_petition(_petitioner(request), code)
        else:
            count_message(request, petition)
            acts.petitioner_writes(_petitioner(request), code, text=form.cleaned_data["text"])
        return True

    if not form.attempt(act):
        return False
    messages.success(request, gettext("The petition is withdrawn.") if action == "withdraw" else gettext("It is sent."))
    return True
