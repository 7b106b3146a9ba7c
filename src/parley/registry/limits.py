"""How many petitions one address may send: counted before anything is written, as failed sign-ins are."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from parley.council.errors import ConflictError, gettext_noop
from parley.settings import SETTINGS


def count_petition(request: HttpRequest) -> None:
    """Raises `ConflictError` once the address has sent as many as `petitions_rate` lets it."""
    allowed = ratelimit.consume(request, app="parley", action="petition", config={"petition": SETTINGS.petitions_rate})
    if allowed is None:
        raise ConflictError(
            gettext_noop(
                "Too many petitions came from this address today. Try again tomorrow, or write to the reviewer."
            )
        )
