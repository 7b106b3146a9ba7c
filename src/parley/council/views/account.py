"""Oneself: for whom one acts, how one signs in, and the tokens of one's programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parley.council import acts, queries
from parley.council.errors import NotFoundError
from parley.council.forms import actor, moment, posted, viewer
from parley.council.page_forms import TokenForm
from parley.council.rules import Scope
from parley.settings import SETTINGS


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    looking = viewer(request)
    context = {"me": queries.me(looking), "new": "new" in request.GET, "roles": sorted(looking.roles)}
    return render(request, "council/account.html", context)


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own authorities from now on, in this browser."""
    chosen = request.POST.get("authority", "")
    if chosen not in {str(a.authority_id) for a in queries.me(viewer(request)).appointments}:
        raise NotFoundError
    request.session["acting_for"] = chosen
    return redirect("start")


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one is shown once, on the answer to the POST that made it."""
    form = TokenForm(posted(request))
    context: dict[str, Any] = {}
    if request.method == "POST":
        made = form.attempt(
            lambda: acts.issue_token(
                actor(request),
                label=form.cleaned_data["label"],
                scopes=form.cleaned_data["scopes"],
                days=form.cleaned_data["days"],
            )
        )
        if made is not None:
            token, secret = made
            commands = [_command(Scope(scope), secret) for scope in token.scopes if scope in _COMMANDS]
            context = {"made": token, "secret": secret, "commands": commands}
            form = TokenForm()
    now = moment(request)
    own = queries.tokens(viewer(request))
    context |= {
        "form": form,
        "live": [t for t in own if t.revoked_at is None and t.expires_at > now],
        "dead": [t for t in own if t.revoked_at is not None or t.expires_at <= now],
    }
    return render(request, "council/tokens.html", context)


_COMMANDS = {
    Scope.LEDGER_READ: ("ledger:export", "ledger.zip"),
    Scope.COUNCIL_EXPORT: ("export", "ours.jsonl"),
    Scope.EXCHANGE_READ: ("taxii:collections", "collections.json"),
}


def _command(scope: Scope, secret: str) -> str:
    """What to paste into a shell to try the token."""
    name, file = _COMMANDS[scope]
    where = SETTINGS.origin.rstrip("/") + reverse(name)
    return f"curl --fail --output {file} --header 'Authorization: Bearer {secret}' {where}"


@require_POST
def revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    acts.revoke_token(actor(request), token)
    messages.success(request, _("Revoked. It opens nothing any more."))
    return redirect("council:tokens")
