"""A member's own proposals: to list, to amend, to delist; revised, withdrawn; and the evidence that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.forms import ActForm, viewer
from parley.council.rules import Right
from parley.registry.acts import listing as acts
from parley.registry.forms.content import ContentForm
from parley.registry.forms.steps import EvidenceForm, SayForm
from parley.registry.models import Step
from parley.registry.queries.browsing import content_of, entry_of, evidence_of, proposed_content, step_of
from parley.registry.rules.entries import Content
from parley.registry.rules.procedure import StepKind
from parley.registry.views.asking import (
    acting,
    acting_as_member,
    ask,
    asking,
    offer,
    posted,
    take,
    to_entry,
    to_register,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS = _("The public reads them. What must not be public belongs in the evidence.")


def content_form(
    request: HttpRequest, current: Content | None = None, *, note: StrOrPromise = "", must_note: bool = False
) -> ContentForm:
    """As it was first opened, as it was sent, or with the rows that were asked for."""
    if request.method == "POST" and "more" in request.POST:
        return ContentForm(current=current, typed=request.POST.dict(), note=note, must_note=must_note)
    return ContentForm(*posted(request), current=current, note=note, must_note=must_note)


def sent(request: HttpRequest) -> bool:
    return request.method == "POST" and "more" not in request.POST


@asking
def propose(request: HttpRequest) -> HttpResponse:
    by = acting_as_member(request)
    form = content_form(request, note=_("What you want to say to the council with it"))
    if sent(request) and (made := form.attempt(lambda: acts.propose(by, form.content(), note=form.note()))):
        messages.success(
            request, _("It is proposed, and under consideration. You can show evidence to whom you choose.")
        )
        return redirect("registry:entry", made.id)
    return ask(
        request,
        form,
        title=_("Propose a listing"),
        crumbs=to_register(),
        submit=_("Propose it"),
        template="registry/content_form.html",
        reasons_help=REASONS,
        notes=[
            _("All members see the proposal at once. Nobody is screened against it before it is listed."),
            _("It can be listed at a meeting, by consensus, once every member has had time to object, hold or ask."),
            _("Give each name that is not the primary one its basis: why it is known to be the same one’s."),
        ],
    )


@asking
def revise(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting_as_member(request)
    opened = step_of(viewer(request), step)
    current = content_of(opened.entry) if opened.kind == StepKind.PROPOSED else proposed_content(opened)
    form = content_form(request, current, note=_("What you changed, and why"))

    def revised() -> Step:
        return acts.revise(by, step, form.content(), note=form.note())

    if sent(request) and form.attempt(revised) is not None:
        messages.success(
            request, _("It is revised. The time to consider it begins anew; objections stand until lifted.")
        )
        return redirect("registry:entry", opened.entry_id)
    return ask(
        request,
        form,
        title=_("Revise the proposal"),
        crumbs=to_entry(opened.entry),
        submit=_("Revise it"),
        template="registry/content_form.html",
        kicker=opened.entry.name,
        reasons_help=REASONS,
        notes=[_("The time to consider it begins anew. Objections stand until those who made them lift them.")],
    )


@asking
def withdraw(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting_as_member(request)
    opened = step_of(viewer(request), step)
    form = SayForm(*posted(request), label=_("Why you withdraw it"), required=False)
    return take(
        request,
        form,
        lambda: acts.withdraw(by, step, reasons=form.said()),
        entry=opened.entry,
        title=_("Withdraw the proposal"),
        submit=_("Withdraw it"),
        danger=True,
        done=_("The proposal is withdrawn. What was said about it stays in its history."),
    )


@asking
def evidence(request: HttpRequest, entry: UUID) -> HttpResponse:
    """For those whom the party chooses; each choice says before whom it reaches."""
    by = acting(request, Right.PROPOSE_LISTINGS)
    about = entry_of(viewer(request), entry)
    names = council.names(None)
    form = EvidenceForm(*posted(request), **offer(request, names))

    def act() -> object:
        data = form.cleaned_data
        return acts.show_evidence(by, entry, title=data["title"], text=data["text"], to=form.terms())

    return take(
        request,
        form,
        act,
        entry=about,
        title=_("Show evidence"),
        submit=_("Show it to them"),
        done=_("The evidence is released to those whom you chose, and to nobody else."),
        template="registry/audience_form.html",
        names=names,
        notes=[_("Evidence never stands on a public page. The independent reviewer may ask you for it.")],
    )


@asking
def withdraw_evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    by = acting(request, Right.PROPOSE_LISTINGS)
    shown, about = evidence_of(viewer(request), evidence)
    form = ActForm(*posted(request))

    def act() -> bool:
        acts.withdraw_evidence(by, evidence)
        return True

    return take(
        request,
        form,
        act,
        entry=about,
        title=_("Take the evidence back"),
        intro=shown.title,
        submit=_("Take it back"),
        danger=True,
        done=_("Only your own authorities see it now. Who has read it has read it."),
    )
