"""The party's own systems that take the register's changes, and what they have still to acknowledge."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from parley.council.errors import NotFoundError
from parley.council.forms import ActForm, viewer
from parley.council.rules import Right
from parley.registry.acts import consuming as acts
from parley.registry.forms.consumers import ConsumerForm
from parley.registry.queries import consumers as queries
from parley.registry.views.asking import Crumbs, acting, ask, asking, posted, status_of, to_register


def _to_consumers() -> Crumbs:
    return [*to_register(), (_("Our systems"), reverse("registry:consumers"))]


@asking
def consumers(request: HttpRequest) -> HttpResponse:
    """What waits for acknowledgement, the systems, and a form for one more."""
    by, looking = acting(request, Right.SCREEN), viewer(request)
    form = ConsumerForm(*posted(request))
    if request.method == "POST" and form.attempt(lambda: acts.register(by, name=form.cleaned_data["name"])) is not None:
        messages.success(request, _("It is registered. It owes an acknowledgement of every delisting from now on."))
        return redirect("registry:consumers")
    context = {
        "form": form,
        "own": queries.own(looking),
        "owed": queries.owed(looking),
        "crumbs": to_register(),
    }
    return render(request, "registry/consumers.html", context, status=status_of(form))


@require_POST
def acknowledge(request: HttpRequest, consumer: UUID, version: UUID) -> HttpResponse:
    by = acting(request, Right.SCREEN)
    acts.acknowledge(by, consumer, version)
    messages.success(request, _("It is acknowledged. Of the joint list, every member sees that."))
    return redirect("registry:consumers")


@asking
def end(request: HttpRequest, consumer: UUID) -> HttpResponse:
    by, looking = acting(request, Right.SCREEN), viewer(request)
    own = next((each for each in queries.own(looking) if each.id == consumer), None)
    if own is None:
        raise NotFoundError
    form = ActForm(*posted(request))

    def act() -> bool:
        acts.end(by, consumer)
        return True

    if request.method == "POST" and form.attempt(act):
        messages.success(request, _("It takes no changes any more."))
        return redirect("registry:consumers")
    return ask(
        request,
        form,
        title=_("This system takes no changes any more"),
        kicker=own.name,
        crumbs=_to_consumers(),
        submit=_("Take it off"),
        danger=True,
        intro=_("From now on it owes no acknowledgement."),
    )
