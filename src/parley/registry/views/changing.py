"""What a member does about an entry that is listed: propose to amend it or to delist it, remove it with proof; and what
it does with its own designations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.errors import NotAllowedError, gettext_noop
from parley.council.forms import moment, viewer
from parley.registry.acts import designating, reviewing
from parley.registry.forms.designations import DesignationForm, ReleaseForm
from parley.registry.forms.steps import SayForm
from parley.registry.models import Entry, Step
from parley.registry.queries.audiences import change
from parley.registry.queries.browsing import content_of, entry_of
from parley.registry.rules.entries import Roll
from parley.registry.views.asking import acting_as_member, ask, asking, offer, posted, take, to_entry, to_register
from parley.registry.views.proposing import REASONS, content_form, sent
from parley.registry.views.recording import PROOF, removal_title
from parley.release.rules import Terms


@asking
def amend(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Of the joint list, a proposal to the council; of an own designation, done at once."""
    by = acting_as_member(request)
    about = entry_of(viewer(request), entry)
    joint = about.roll == Roll.JOINT
    form = content_form(request, content_of(about), note=_("What you changed, and why"), must_note=joint)

    def act() -> Step:
        if joint:
            return reviewing.propose_amendment(by, entry, form.content(), reasons=form.note())
        return designating.amend_designation(by, entry, form.content(), note=form.note())

    if sent(request) and form.attempt(act) is not None:
        done = _("The amendment is proposed. The listed version stays in force meanwhile.") if joint else _("Amended.")
        messages.success(request, done)
        return redirect("registry:entry", entry)
    return ask(
        request,
        form,
        title=_("Propose an amendment") if joint else _("Amend the designation"),
        crumbs=to_entry(about),
        submit=_("Propose it") if joint else _("Amend it"),
        template="registry/content_form.html",
        kicker=about.name,
        reasons_help=REASONS if joint else "",
        notes=[_("An amendment is adopted like a listing. The listed version stays in force meanwhile.")]
        if joint
        else [],
    )


@asking
def propose_delisting(request: HttpRequest, entry: UUID) -> HttpResponse:
    by = acting_as_member(request)
    about = entry_of(viewer(request), entry)
    form = SayForm(*posted(request), label=_("Why it should come off the list"))
    return take(
        request,
        form,
        lambda: reviewing.propose_delisting(by, entry, reasons=form.said()),
        entry=about,
        title=_("Propose to take it off the list"),
        submit=_("Propose it"),
        done=_("The delisting is proposed, and under consideration."),
    )


@asking
def remove(request: HttpRequest, entry: UUID) -> HttpResponse:
    by = acting_as_member(request)
    about = entry_of(viewer(request), entry)
    form = SayForm(*posted(request), label=_("The proof"), help_text=PROOF)
    return take(
        request,
        form,
        lambda: reviewing.remove(by, entry, proof=form.said()),
        entry=about,
        title=removal_title(about.kind),
        submit=_("Remove it"),
        danger=True,
        done=_("It is off the list. Every system that takes the changes is told, and acknowledges it."),
        notes=[
            _("Only the member that proposed the entry removes it so. It cannot be undone; it can be proposed anew.")
        ],
    )


@asking
def designate(request: HttpRequest) -> HttpResponse:
    by = acting_as_member(request)
    names = council.names(None)
    more = request.method == "POST" and "more" in request.POST
    form = DesignationForm(
        *(() if more else posted(request)),
        typed=request.POST.dict() | {"states": request.POST.getlist("states")} if more else None,
        note=_("What you want to say to those who see it"),
        **offer(request, names),
    )

    def act() -> Entry:
        return designating.designate(by, form.content(), to=form.terms(), note=form.note())

    if sent(request) and (made := form.attempt(act)):
        messages.success(request, _("It is designated, and in force for you. Below is whom it is released to."))
        return redirect("registry:entry", made.id)
    return ask(
        request,
        form,
        title=_("Designate nationally"),
        crumbs=to_register(),
        submit=_("Designate"),
        template="registry/content_form.html",
        names=names,
        notes=[
            _("A designation is your State’s own: in force at once, and binding on nobody else."),
            _("Nobody but those whom you choose learns that it exists. You can release it to others later."),
        ],
    )


@asking
def end_designation(request: HttpRequest, entry: UUID) -> HttpResponse:
    by = acting_as_member(request)
    about = entry_of(viewer(request), entry)
    form = SayForm(*posted(request), label=_("Why it ends"))
    return take(
        request,
        form,
        lambda: designating.end_designation(by, entry, reasons=form.said()),
        entry=about,
        title=_("End the designation"),
        submit=_("End it"),
        danger=True,
        done=_("The designation has ended. Whoever saw it sees that."),
    )


@asking
def release_to(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Two steps: choose, and see in words who would gain it and who would lose it; then it goes."""
    by, looking = acting_as_member(request), viewer(request)
    about = entry_of(looking, entry)
    names = council.names(None)
    if about.owner_id != looking.party or about.roll != Roll.NATIONAL:
        raise NotAllowedError(
            right=gettext_noop("change a designation"), roles=[gettext_noop("the State that designated")]
        )
    current = Terms.parse(about.audience.terms)
    form = ReleaseForm(*posted(request), current=current, **offer(request, names))

    def act() -> Entry:
        return designating.release_designation(by, entry, to=form.terms())

    if request.method == "POST" and "confirmed" in request.POST:
        if form.attempt(act) is not None:
            messages.success(request, _("It is released so from now on."))
            return redirect("registry:entry", entry)
    elif request.method == "POST" and form.is_valid():
        coming = change(looking, current, form.terms(), moment(request))
        context = {"form": form, "names": names, "change": coming, "entry": about, "crumbs": to_entry(about)}
        return render(request, "registry/release_preview.html", context)
    return ask(
        request,
        form,
        title=_("Change whom it is released to"),
        crumbs=to_entry(about),
        submit=_("Show who would gain and who would lose it"),
        template="registry/audience_form.html",
        kicker=about.name,
        names=names,
    )
