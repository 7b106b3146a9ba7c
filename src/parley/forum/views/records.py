"""One State at one meeting: its reply, its delegation, and what the keepers of the meeting record of it.

The State stands in the address. A State acts for itself; for another, whoever keeps the meeting's records does.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.forms import actor, viewer
from parley.council.rules import Right, require
from parley.forum import acts, queries
from parley.forum.forms.records import (
    ROWS,
    CredentialsForm,
    DelegationForm,
    PresenceForm,
    ReceptionForm,
    ReplyForm,
)
from parley.forum.queries import Concerned
from parley.forum.views.asking import ask, meeting_url, posted, to_meeting
from parley.forum.views.meetings import asking


def _concerned(request: HttpRequest, meeting: UUID, party: UUID) -> Concerned:
    """The seat that the page is about, for those who may write about it."""
    found = queries.concerned(viewer(request), meeting, party)
    require(actor(request), Right.REPLY if found.own else Right.CONVENE)
    return found


@asking
def reply(request: HttpRequest, meeting: UUID, party: UUID) -> HttpResponse:
    at = _concerned(request, meeting, party)
    by = actor(request)
    form = ReplyForm(
        *posted(request),
        authorities=council.authorities_at(party),
        initial={"authority": str(by.authority) if at.own else ""},
    )

    def act() -> object:
        return acts.reply(by, meeting, party=party, **form.act_arguments())

    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, _("The reply is recorded. Earlier ones stay on record; a new reply takes its place."))
        return redirect(meeting_url(at.meeting))
    return ask(
        request,
        form,
        title=_("Reply to the invitation"),
        state=at.state,
        intro=_(
            "All participants of the meeting see the reply. It cannot be taken back, but a later reply takes its place."
        ),
        crumbs=to_meeting(at.meeting),
        submit=_("Record the reply"),
    )


@asking
def delegation(request: HttpRequest, meeting: UUID, party: UUID) -> HttpResponse:
    at = _concerned(request, meeting, party)
    before = queries.delegation_of(viewer(request), at.meeting, party)
    if "more" in request.POST:
        rows = _rows(request) + ROWS
        form = DelegationForm(rows=rows, delegation=before, initial=request.POST.dict())
    else:
        form = DelegationForm(*posted(request), rows=_rows(request), delegation=before)

    def act() -> object:
        return acts.name_delegation(
            actor(request),
            meeting,
            form.people(),
            level=form.level(),
            size=form.cleaned_data["size"],
            party=party,
            sources=form.sources(),
        )

    if request.method == "POST" and "more" not in request.POST and form.attempt(act) is not None:
        messages.success(request, _("The delegation is recorded. It takes the place of the list before."))
        return redirect(meeting_url(at.meeting))
    return ask(
        request,
        form,
        title=_("Name the delegation"),
        state=at.state,
        intro=_(
            "All participants of the meeting see the delegation. Leave a name empty where it is not published: "
            "the person is then shown by function."
        ),
        crumbs=to_meeting(at.meeting),
        submit=_("Record the delegation"),
        template="forum/delegation_form.html",
    )


def _rows(request: HttpRequest) -> int:
    typed = request.POST.get("rows", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else ROWS


@asking
def credentials(request: HttpRequest, meeting: UUID, party: UUID) -> HttpResponse:
    page = queries.kept(viewer(request), meeting)
    at = _concerned(request, meeting, party)
    form = CredentialsForm(*posted(request))

    def act() -> object:
        received_by = form.cleaned_data["received_by"]
        return acts.record_credentials(actor(request), meeting, party, form.status(), received_by=received_by)

    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, _("The credentials are recorded."))
        return redirect(meeting_url(page))
    return ask(
        request,
        form,
        title=_("Record the credentials"),
        state=at.state,
        intro=_("Until credentials are examined, a delegation is seated provisionally."),
        crumbs=to_meeting(page),
        submit=_("Record the credentials"),
    )


@asking
def reception(request: HttpRequest, meeting: UUID, party: UUID) -> HttpResponse:
    at = _concerned(request, meeting, party)
    form = ReceptionForm(*posted(request), authorities=council.authorities_at(party))
    if (
        request.method == "POST"
        and form.attempt(lambda: acts.record_reception(actor(request), meeting, party=party, **form.act_arguments()))
        is not None
    ):
        messages.success(request, _("The reception is recorded."))
        return redirect(meeting_url(at.meeting))
    return ask(
        request,
        form,
        title=_("Record who received the delegation"),
        state=at.state,
        intro=_("All participants of the meeting see it."),
        crumbs=to_meeting(at.meeting),
        submit=_("Record the reception"),
    )


@asking
def presence(request: HttpRequest, meeting: UUID, party: UUID) -> HttpResponse:
    page = queries.kept(viewer(request), meeting)
    at = _concerned(request, meeting, party)
    form = PresenceForm(*posted(request))
    if (
        request.method == "POST"
        and form.attempt(lambda: acts.record_presence(actor(request), meeting, party, **form.act_arguments()))
        is not None
    ):
        messages.success(request, _("The presence is recorded."))
        return redirect(meeting_url(page))
    return ask(
        request,
        form,
        title=_("Record the presence"),
        state=at.state,
        intro=_("Say what was expected, or what a published source says happened, and name the source."),
        crumbs=to_meeting(page),
        submit=_("Record the presence"),
    )
