"""A remark on an object that the viewer sees: a sighting, a note, an opinion, a proposal for correction."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parley.council import queries as council
from parley.council.forms import actor, moment, viewer
from parley.council.rules import Right, Viewer, require
from parley.exchange.acts.reading import Page, serve, shown
from parley.exchange.acts.remarks import Remark, can_be_sighted
from parley.exchange.acts.remarks import remark as remark_on
from parley.exchange.forms.remarks import ORIGINATOR, RemarkForm
from parley.exchange.queries.destinations import NAMED, US, Destination, destinations
from parley.exchange.queries.objects import ObjectView, versions
from parley.exchange.rules.collections import Kind
from parley.exchange.rules.feeds import micros
from parley.exchange.rules.objects.references import marking_refs
from parley.exchange.views.sharing import asking, status_of, to_exchange
from parley.exchange.words import title as title_text
from parley.ledger.rules.actor import Actor
from parley.release import queries as release
from parley.release.rules import Marking, strictest

SHARED = _("The remark is shared.")
PASSED_ON = _("It is passed on to the originator, unless your posture keeps it away. You keep a copy.")


@asking
def remark(request: HttpRequest, stix_id: str) -> HttpResponse:
    by, looking = actor(request), viewer(request)
    require(by, Right.SHARE)

    def look(now: Actor) -> tuple[ObjectView, list[Page]]:
        latest = versions(looking, stix_id, before=micros(now.at))[0]
        return latest, [shown(now.party, [latest], version="all")]

    found = serve(by, look)
    form = RemarkForm(
        *((request.POST,) if request.method == "POST" else ()),
        destinations=_destinations(request, looking, found),
        to_originator=not found.mine,
        kinds=[kind for kind in Remark if kind is not Remark.SIGHTING or can_be_sighted(found.body)],
    )
    if request.method == "POST":
        made = form.attempt(lambda: remark_on(by, stix_id, form.said(), into=form.into()))
        if made is not None:
            masked = form.cleaned_data["into"] == ORIGINATOR and found.owner is None
            messages.success(request, PASSED_ON if masked else SHARED)
            return redirect("exchange:submission", made.id)
    title = title_text(found.body)
    here = reverse("exchange:object", args=[stix_id])
    context = {
        "form": form,
        "found": found,
        "title": title,
        "names": council.names(None),
        "crumbs": [*to_exchange(), (title, here)],
        "cancel": here,
    }
    return render(request, "exchange/remark.html", context, status=status_of(form))


def _destinations(request: HttpRequest, looking: Viewer, found: ObjectView) -> list[Destination]:
    """Collections whose readers, as far as the viewer may know, see the object already: a remark holds its id, and
    that there is such an object is not the viewer's to tell others.

    1. One's own object: any. 2. What is released to the whole council: any. 3. To a group: that group.
    """
    offered = [d for d in destinations(looking, moment(request), []) if d.value != NAMED]
    if found.mine:
        return offered
    if strictest(marking_refs(found.body), {}) >= Marking.RED:
        return []
    paths = release.why(looking, found.audience)
    if all(path.kind == "council" for path in paths):
        return [d for d in offered if d.value != US]
    groups = {path.name for path in paths if path.kind == "group"}
    if len(paths) != 1:
        return []
    return [d for d in offered if d.into.kind is Kind.GROUP and d.into.name in groups and d.into.id == found.collection]
