"""What the secretariat records of a meeting: a proposal was adopted, or rejected."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parley.council.forms import actor, viewer
from parley.council.rules import Right, require
from parley.registry.acts import listing as acts
from parley.registry.forms.steps import ListingForm, MeetingForm
from parley.registry.queries.browsing import step_of
from parley.registry.views.asking import asking, posted, take


@asking
def listing(request: HttpRequest, step: UUID) -> HttpResponse:
    by = actor(request)
    require(by, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = ListingForm(*posted(request))

    def act() -> object:
        data = form.cleaned_data
        return acts.record_listing(
            by, step, meeting=data["meeting"], meeting_on=data["meeting_on"], reference=data["reference"]
        )

    return take(
        request,
        form,
        act,
        entry=opened.entry,
        title=_("Record that it was listed"),
        submit=_("Record the listing"),
        done=_("It is listed, and screened against from now on."),
        notes=[
            _("A listing is adopted by consensus at a meeting, on or after its deadline, and never by silence."),
            _("It cannot be recorded while an objection or a hold stands, or stood on the day of the meeting."),
        ],
    )


@asking
def rejection(request: HttpRequest, step: UUID) -> HttpResponse:
    by = actor(request)
    require(by, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = MeetingForm(*posted(request), reasoned=True)

    def act() -> object:
        data = form.cleaned_data
        return acts.record_rejection(
            by, step, meeting=data["meeting"], meeting_on=data["meeting_on"], reasons=form.said()
        )

    return take(
        request,
        form,
        act,
        entry=opened.entry,
        title=_("Record that it was rejected"),
        submit=_("Record the rejection"),
        done=_("The rejection is recorded."),
    )
