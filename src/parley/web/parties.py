"""A party joins the council: a page of the council's whose act reaches into the gate, so it is composed here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.council.forms import actor, posted
from parley.council.page_forms import PartyForm
from parley.council.rules import Right, require
from parley.release.acts import admit_party


@require_http_methods(["GET", "POST"])
def add_party(request: HttpRequest) -> HttpResponse:
    """The secretariat adds a State, an organisation or another body."""
    by = actor(request)
    require(by, Right.KEEP_COUNCIL)
    form = PartyForm(posted(request))
    if request.method == "POST":
        added = form.attempt(lambda: admit_party(by, **form.facts()))
        if added is not None:
            messages.success(request, _("It was added. Add its authorities next."))
            return redirect("council:party", added.code)
    crumbs = [(_("Council"), reverse("council:overview"))]
    return render(request, "council/add_party.html", {"form": form, "crumbs": crumbs})
