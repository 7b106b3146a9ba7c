"""How much somebody without an account may send: counted before anything is written, as failed sign-ins are."""

from __future__ import annotations

from uuid import UUID

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from parley.council.errors import ConflictError, gettext_noop
from parley.settings import SETTINGS


def count_petition(request: HttpRequest) -> None:
    """Raises `ConflictError` once the address has sent as many as `petitions_rate` lets it."""
    if not _counted(request, "petition", SETTINGS.petitions_rate):
        raise ConflictError(
            gettext_noop(
                "Too many petitions came from this address today. Try again tomorrow, or write to the reviewer."
            )
        )


def count_message(request: HttpRequest, petition: UUID) -> None:
    """The same of `petition_messages_rate`: from the address, and about the petition."""
    if not _counted(request, "message", SETTINGS.petition_messages_rate, str(petition)):
        raise ConflictError(
            gettext_noop("Too many messages came today. This one was not sent: send it tomorrow, all in one.")
        )


def _counted(request: HttpRequest, what: str, rate: str, key: str | None = None) -> bool:
    return ratelimit.consume(request, app="parley", action=what, config={what: rate}, key=key) is not None
