"""The independent reviewer's inbox: petitions with their clocks and steps; and the State that is asked for evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.forms import ActForm, moment, viewer
from parley.council.rules import Right
from parley.ledger.rules.actor import Actor
from parley.registry.acts import petitioning as acts
from parley.registry.forms.reviewing import GatherForm, ReportForm, TextForm
from parley.registry.forms.steps import SayForm
from parley.registry.queries import petitions as queries
from parley.registry.queries import public
from parley.registry.rules.petitions import PetitionStepKind, Stage
from parley.registry.views.asking import (
    Crumbs,
    acting,
    acting_as_member,
    ask,
    asking,
    pages,
    place,
    posted,
    take,
    to_register,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _to_inbox() -> Crumbs:
    return [*to_register(), (_("Petitions"), reverse("registry:inbox"))]


def _to_petition(id_: UUID) -> Crumbs:
    return [*_to_inbox(), (_("Petition"), reverse("registry:petition_page", args=[id_]))]


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    rows, found = queries.inbox(viewer(request), moment(request), **place(request))
    return render(request, "registry/inbox.html", {"rows": rows, "crumbs": to_register()} | pages(found))


WAYS: list[tuple[str, StrOrPromise, frozenset[Stage]]] = [
    ("gather", _("It concerns this entry: begin to gather"), frozenset({Stage.RECEIVED})),
    ("return", _("Return it: nothing of the joint list is concerned"), frozenset({Stage.RECEIVED})),
    ("ask_evidence", _("Ask the proposer for its evidence"), frozenset({Stage.GATHERING, Stage.DIALOGUE})),
    ("dialogue", _("Begin the dialogue with the petitioner"), frozenset({Stage.GATHERING})),
    ("write", _("Write to the petitioner"), frozenset(Stage) - {Stage.ENDED}),
    ("extend", _("Extend the time, once"), frozenset({Stage.GATHERING, Stage.DIALOGUE})),
    ("report", _("Report to the council"), frozenset({Stage.DIALOGUE})),
]


@require_safe
def petition(request: HttpRequest, petition: UUID) -> HttpResponse:
    page = queries.petition_page(viewer(request), petition, moment(request))
    course = page.course
    ways = [
        (reverse("registry:review_petition", args=[petition, name]), words)
        for name, words, stages in WAYS
        if course.stage in stages and not (name == "extend" and course.extended)
    ]
    context = {"page": page, "ways": ways, "names": council.names(None), "crumbs": _to_inbox()}
    return render(request, "registry/petition.html", context)


@asking
def step(request: HttpRequest, petition: UUID, move: str) -> HttpResponse:
    """One step of the review."""
    by = acting(request, Right.REVIEW_PETITIONS)
    page = queries.petition_page(viewer(request), petition, moment(request))
    words = {name: words for name, words, _stages in WAYS}[move]
    form = _form(request, move, page)
    if request.method == "POST" and form.attempt(_act(by, petition, move, form)) is not None:
        messages.success(request, _("It is done, and stands among the steps of the petition."))
        return redirect("registry:petition_page", petition)
    return ask(
        request,
        form,
        title=words,
        crumbs=_to_petition(petition),
        submit=_("Do it"),
        kicker=page.petition.about,
        notes=[NOTES[move]],
    )


NOTES: dict[str, StrOrPromise] = {
    "gather": _("The months of gathering information begin. The petitioner sees that."),
    "return": _("The petition ends. The petitioner reads why."),
    "ask_evidence": _(
        "The proposer reads this text, and nothing else of the petition. If it refuses, its entry says so."
    ),
    "dialogue": _("The months of dialogue begin. The petitioner sees that, and can write to you."),
    "write": _("The petitioner reads it by the code."),
    "extend": _("Each of the two times can be extended once. The petitioner reads why."),
    "report": _(
        "All members and the petitioner read the report. If you recommend delisting, it takes effect by itself."
    ),
}


def _form(request: HttpRequest, move: str, page: queries.PetitionPage) -> Any:
    match move:
        case "gather":
            rows, _more = public.listed(moment(request), limit=GatherForm.ENTRIES_MAX)
            return GatherForm(*posted(request), entries=rows, about=page.petition.about)
        case "report":
            return ReportForm(*posted(request))
        case "dialogue":
            return ActForm(*posted(request))
        case "return" | "extend":
            return TextForm(*posted(request), label=_("Why"))
        case _:
            return TextForm(*posted(request), label=_("Text"))


def _act(by: Actor, petition: UUID, move: str, form: Any) -> Callable[[], object]:
    def act() -> object:
        data = form.cleaned_data
        match move:
            case "gather":
                return acts.gather(by, petition, UUID(data["entry"]))
            case "return":
                return acts.return_petition(by, petition, reasons=data["text"])
            case "ask_evidence":
                return acts.ask_evidence(by, petition, text=data["text"])
            case "dialogue":
                return acts.begin_dialogue(by, petition)
            case "write":
                return acts.write_to_petitioner(by, petition, text=data["text"])
            case "extend":
                return acts.extend(by, petition, reasons=data["text"])
            case _:
                delist = data["recommends"] == PetitionStepKind.DELISTED
                return acts.report(by, petition, text=data["text"], recommends_delisting=delist)

    return act


@asking
def refuse(request: HttpRequest, asked: UUID) -> HttpResponse:
    """What the reviewer asks of one's own party; shown evidence goes the ordinary way, released to the reviewer."""
    by = acting_as_member(request)
    question = queries.asked(viewer(request), asked)
    form = SayForm(*posted(request), label=_("Why you refuse"))
    return take(
        request,
        form,
        lambda: acts.refuse_evidence(by, asked, reasons=form.said()),
        entry=question.entry,
        title=_("The reviewer asks for your evidence"),
        instead=(reverse("registry:show_evidence", args=[question.entry.id]), _("Show evidence")),
        quoted={"": question.step.text},
        submit=_("Refuse it"),
        danger=True,
        done=_("It is refused, and the entry says so."),
        notes=[
            _("From then on the entry says so, to every member and to the public."),
            _("To show it, name the reviewer’s organ among those it is for. It reaches nobody else."),
        ],
    )
