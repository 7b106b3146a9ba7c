"""Meetings: the list, a meeting's own page, and what is done to a meeting as a whole."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from parley.council import queries as council
from parley.council.forms import actor, moment, viewer
from parley.council.rules import PartyKind, Right, require
from parley.forum import acts, queries
from parley.forum.forms.meetings import ConveneForm, InviteForm, NoteForm
from parley.forum.rules import Debt, NoteTopic, Owed
from parley.forum.views.asking import ask, meeting_url, pages, place, posted, to_meeting, to_meetings

BODIES = {PartyKind.COUNCIL, PartyKind.ORGAN, PartyKind.BODY, PartyKind.ORGANISATION}
HOSTS = {PartyKind.STATE, PartyKind.ORGANISATION, PartyKind.ORGAN}
asking = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    rows, page = queries.meetings(viewer(request), moment(request), **place(request))
    context = {
        "upcoming": [row for row in reversed(rows) if not row.ended],
        "past": [row for row in rows if row.ended],
        "may_convene": viewer(request).may(Right.CONVENE),
    }
    return render(request, "forum/meetings.html", context | pages(page))


@require_safe
def meeting(request: HttpRequest, meeting: UUID) -> HttpResponse:
    looking = viewer(request)
    page = queries.meeting_page(looking, meeting, moment(request))
    keeper = page.keeps and looking.may(Right.CONVENE)
    own = page.mine is not None and looking.may(Right.REPLY) and not page.ended
    context = {
        "page": page,
        "meeting": page.meeting,
        "names": page.names,
        "owed": [(owed, _way_to(owed, page, may=own)) for owed in page.owed],
        "ours": page.meeting.owner_id == looking.party,
        "presences": any(seat.presence for seat in page.seats),
        "attended": sum(seat.attended for seat in page.seats),
        "recorded": [seat for seat in page.seats if seat.records],
        "keeper": keeper,
        "may_reply": own and page.invited,
        "may_name": own,
        "may_submit": looking.may(Right.SUBMIT_DOCUMENTS),
        "crumbs": to_meetings(),
    }
    return render(request, "forum/meeting.html", context)


def _way_to(owed: Owed, page: queries.MeetingPage, *, may: bool) -> str:
    """Where a debt is settled; nowhere for whoever may not, and for credentials, which go to the keepers on paper."""
    assert page.mine is not None
    match owed.debt:
        case Debt.REPLY if may:
            return reverse("forum:reply", args=[page.meeting.id, page.mine.party.id])
        case Debt.DELEGATION if may:
            return reverse("forum:delegation", args=[page.meeting.id, page.mine.party.id])
        case _:
            return ""


@asking
def convene(request: HttpRequest) -> HttpResponse:
    by = actor(request)
    require(by, Right.CONVENE)
    listed = sorted(council.names(None).values(), key=lambda name: name.place)
    form = ConveneForm(
        *posted(request),
        hosts=[name for name in listed if name.kind in HOSTS],
        bodies=[name for name in listed if name.kind in BODIES],
        authorities=council.authorities(),
        initial={"host": str(by.party), "host_authority": str(by.authority)},
    )
    if request.method == "POST" and (made := form.attempt(lambda: acts.convene(by, **form.act_arguments()))):
        messages.success(request, _("The meeting is convened. Invite the States next."))
        return redirect(meeting_url(made))
    return ask(
        request,
        form,
        title=_("Convene a meeting"),
        crumbs=to_meetings(),
        submit=_("Convene the meeting"),
    )


@asking
def invite(request: HttpRequest, meeting: UUID) -> HttpResponse:
    by = actor(request)
    page = queries.kept(viewer(request), meeting)
    form = InviteForm(*posted(request), states=queries.not_invited(viewer(request), page))

    def act() -> bool:
        with transaction.atomic():
            for state in form.states():
                acts.invite(by, meeting, state, reference=form.cleaned_data["reference"])
        return True

    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, _("The invitations are recorded. The States invited see the meeting from now on."))
        return redirect(meeting_url(page))
    return ask(
        request,
        form,
        title=_("Invite to the meeting"),
        intro=_(
            "An invitation goes to a State. From now on it is a participant, and sees what is released to the "
            "participants of this meeting. An invitation cannot be taken back."
        ),
        crumbs=to_meeting(page),
        submit=_("Record the invitations"),
    )


@asking
def note(request: HttpRequest, meeting: UUID) -> HttpResponse:
    page = queries.kept(viewer(request), meeting)
    form = NoteForm(*posted(request))

    def act() -> object:
        return acts.note_source(
            actor(request),
            meeting,
            about=NoteTopic(form.cleaned_data["about"]),
            note=form.texts("note"),
            speaker=form.texts("speaker"),
            disputed=form.cleaned_data["disputed"],
            sources=form.sources(),
        )

    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, _("The note is on the page of the meeting."))
        return redirect(meeting_url(page))
    return ask(
        request,
        form,
        title=_("Note what a source says"),
        intro=_(
            "Where sources disagree, the page shows one and keeps the other beside it. The participants of the "
            "meeting read the note."
        ),
        crumbs=to_meeting(page),
        submit=_("Add the note"),
    )
