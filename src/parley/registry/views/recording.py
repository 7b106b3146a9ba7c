"""What the secretariat records of a meeting: a proposal adopted or rejected, a review closed, an entry retained."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parley.council.forms import viewer
from parley.council.rules import Right
from parley.registry.acts import listing as acts
from parley.registry.acts import reviewing
from parley.registry.forms.steps import ListingForm, MeetingForm, ReviewForm, SayForm
from parley.registry.queries.browsing import entry_of, step_of
from parley.registry.rules.entries import Kind
from parley.registry.rules.procedure import Outcome
from parley.registry.views.asking import acting, asking, posted, take

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@asking
def listing(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting(request, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = ListingForm(*posted(request))
    return take(
        request,
        form,
        lambda: acts.record_listing(by, step, reference=form.cleaned_data["reference"], **form.meeting()),
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
    by = acting(request, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = MeetingForm(*posted(request), reasoned=True)
    return take(
        request,
        form,
        lambda: acts.record_rejection(by, step, reasons=form.said(), **form.meeting()),
        entry=opened.entry,
        title=_("Record that it was rejected"),
        submit=_("Record the rejection"),
        done=_("The rejection is recorded."),
    )


@asking
def amendment(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting(request, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = MeetingForm(*posted(request))
    return take(
        request,
        form,
        lambda: reviewing.record_amendment(by, step, **form.meeting()),
        entry=opened.entry,
        title=_("Record that the amendment was adopted"),
        submit=_("Record the amendment"),
        done=_("The amended version is in force."),
        notes=[_("An amendment is adopted like a listing: by consensus, at a meeting, after its deadline.")],
    )


@asking
def delisting(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting(request, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = MeetingForm(*posted(request), reasoned=True)
    return take(
        request,
        form,
        lambda: reviewing.record_delisting(by, step, reasons=form.said(), **form.meeting()),
        entry=opened.entry,
        title=_("Record that it was taken off the list"),
        submit=_("Record the delisting"),
        done=_("It is off the list. Every system that takes the changes is told, and acknowledges it."),
    )


@asking
def removal(request: HttpRequest, step: UUID) -> HttpResponse:
    """The secretariat removes the deceased or dissolved, where a member proposes to delist."""
    by = acting(request, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = SayForm(*posted(request), label=_("The proof"), help_text=PROOF)
    return take(
        request,
        form,
        lambda: reviewing.remove(by, opened.entry_id, proof=form.said(), proposal_id=step),
        entry=opened.entry,
        title=removal_title(opened.entry.kind),
        submit=_("Remove it"),
        danger=True,
        done=_("It is off the list. Every system that takes the changes is told, and acknowledges it."),
    )


@asking
def review(request: HttpRequest, entry: UUID) -> HttpResponse:
    by = acting(request, Right.KEEP_COUNCIL)
    about = entry_of(viewer(request), entry)
    form = ReviewForm(*posted(request))
    return take(
        request,
        form,
        lambda: reviewing.close_review(
            by, entry, outcome=Outcome(form.cleaned_data["outcome"]), reasons=form.said(), **form.meeting()
        ),
        entry=about,
        title=_("Close the review"),
        submit=_("Close the review"),
        done=_("The review is closed, and the next one is set."),
        notes=[
            _("A review is closed with an outcome and its reasons, and in no other way. All members read them."),
            _("If it is to come off the list, record the delisting: that closes the review."),
        ],
    )


@asking
def retention(request: HttpRequest, entry: UUID) -> HttpResponse:
    by = acting(request, Right.KEEP_COUNCIL)
    about = entry_of(viewer(request), entry)
    form = MeetingForm(*posted(request), reasoned=True)
    return take(
        request,
        form,
        lambda: reviewing.retain(by, entry, reasons=form.said(), **form.meeting()),
        entry=about,
        title=_("Record that it is retained against the recommendation"),
        submit=_("Record it"),
        done=_("It stays on the list. The petitioner is told."),
        notes=[_("All members have to agree, before the day on which the recommendation takes effect.")],
    )


PROOF = _("By what it is known, and where the document is.")


def removal_title(kind: str) -> StrOrPromise:
    return _("Remove the deceased") if kind == Kind.PERSON else _("Remove the dissolved organisation")
