"""What members do about a proposal before it is decided: object, hold, ask, answer, lift."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.forms import actor, moment, viewer
from parley.council.queries import PartyName
from parley.council.rules import Right
from parley.registry.acts import considering as acts
from parley.registry.acts.steps import as_member
from parley.registry.forms.steps import HoldForm, NoteForm, SayForm
from parley.registry.queries.browsing import step_of
from parley.registry.views.asking import acting, acting_as_member, asking, posted, take
from parley.settings import SETTINGS


@asking
def object_(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting_as_member(request)
    opened = step_of(viewer(request), step)
    form = SayForm(*posted(request), label=_("Why you object"))
    return take(
        request,
        form,
        lambda: acts.object_to(by, step, reasons=form.said()),
        entry=opened.entry,
        title=_("Object to the proposal"),
        submit=_("Object"),
        done=_("Your objection stands. Nothing is adopted until you lift it."),
        notes=[
            _("While your objection stands, the proposal cannot be adopted, on any day."),
            _("All members see that you object, and why. You alone can lift it."),
        ],
    )


@asking
def hold(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting_as_member(request)
    opened = step_of(viewer(request), step)
    form = HoldForm(*posted(request), most=SETTINGS.hold_days_max)
    return take(
        request,
        form,
        lambda: acts.hold(by, step, reasons=form.said(), days=form.cleaned_data["days"]),
        entry=opened.entry,
        title=_("Hold the proposal"),
        submit=_("Hold it"),
        done=_("The proposal is held. The hold lapses by itself after its last day."),
        notes=[
            _("A hold gives you time. It lapses by itself, and you hold a proposal once until it is revised."),
            _("If you do not agree to it, object: an objection stands until you lift it."),
        ],
    )


@asking
def ask_(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting_as_member(request)
    opened = step_of(viewer(request), step)
    form = SayForm(*posted(request), label=_("Your question"))
    return take(
        request,
        form,
        lambda: acts.ask(by, step, question=form.said()),
        entry=opened.entry,
        title=_("Ask the proposer"),
        submit=_("Ask"),
        done=_("Your question is before the council."),
        notes=[_("A question stops nothing. It stays on the entry’s page until it is answered.")],
    )


@asking
def answer(request: HttpRequest, step: UUID) -> HttpResponse:
    by = acting_as_member(request)
    asked = step_of(viewer(request), step)
    form = SayForm(*posted(request), label=_("Your answer"))
    return take(
        request,
        form,
        lambda: acts.answer(by, step, text=form.said()),
        entry=asked.entry,
        title=_("Answer the question"),
        quoted=asked.texts,
        submit=_("Answer"),
        done=_("Your answer stands beside the question."),
    )


@asking
def lift(request: HttpRequest, step: UUID) -> HttpResponse:
    """By whoever made it; or by the secretariat, where that member says so in a note verbale."""
    by = actor(request)
    lifted = step_of(viewer(request), step)
    by_note = viewer(request).may(Right.KEEP_COUNCIL)
    if not by_note:
        as_member(by)
    form = NoteForm(*posted(request), label=_("What you want to say"), required=False, by_note=by_note)

    def act() -> object:
        if by_note:
            return acts.record_lifting(by, step, received_on=form.cleaned_data["received_on"], note=form.said())
        return acts.lift(by, step, note=form.said())

    return take(
        request,
        form,
        act,
        entry=lifted.entry,
        title=_("Lift it"),
        quoted=lifted.texts,
        submit=_("Lift it"),
        done=_("It stands no more."),
    )


@asking
def note(request: HttpRequest, step: UUID) -> HttpResponse:
    """The secretariat records an objection that came on paper."""
    by = acting(request, Right.KEEP_COUNCIL)
    opened = step_of(viewer(request), step)
    form = NoteForm(
        *posted(request),
        label=_("Why it objects"),
        by_note=True,
        members=_members(request),
        help_text=_("As the note says it."),
    )

    def act() -> object:
        data = form.cleaned_data
        return acts.record_objection(
            by, step, member=UUID(data["member"]), received_on=data["received_on"], reasons=form.said()
        )

    return take(
        request,
        form,
        act,
        entry=opened.entry,
        title=_("Record an objection by note verbale"),
        submit=_("Record it"),
        done=_("The objection is recorded. It counts from the day on which the note was received."),
        notes=[
            _(
                "An objection that had been received by the day of the meeting sets aside a listing that was "
                "recorded without it."
            )
        ],
    )


def _members(request: HttpRequest) -> list[PartyName]:
    """In protocol order: who may object."""
    names = council.names(None)
    members = council.council_parties(moment(request).date()) - {council.secretariat()}
    return sorted((names[party] for party in members), key=lambda name: name.place)
