"""How often somebody may fail to sign in: counted per address and per account, before anything is hashed.

allauth's own counting has three holes that this closes: a success with a code wipes the whole address's count, the
count of a user name depends on the request's Host header (whose port is free to choose), and a second factor may be
guessed for ever at five times in five minutes.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parley.council.models import Account

# Only somebody who has the password, or a session, gets to guess codes, so a long pause locks nobody else out.
# A code of six digits that holds for three steps: 30 guesses a day find it with a chance of 1 in 11,000.
CODES_A_DAY = "30/d/key"

TOO_MANY = _("Too many attempts failed. Wait five minutes, then try again.")


def of_user_name(username: str) -> Attempt:
    """Before a password is checked. `username` need not exist: it counts just the same."""
    return Attempt("password", username)


def of_code(account: Account) -> Attempt:
    """Before a code or a passkey is checked."""
    return Attempt("code", str(account.pk))


def _rates() -> dict[str, str]:
    failed = settings.ACCOUNT_RATE_LIMITS["login_failed"]
    return {"password": failed, "code": f"{failed},{CODES_A_DAY}"}


class Attempt:
    """One attempt, counted as failed from the beginning; `succeeded` takes it back. Raises `ValidationError`."""

    def __init__(self, action: str, key: str) -> None:
        self._usage: Any = ratelimit.consume(
            context.request, app="parley", action=action, config=_rates(), key=key, limit_get=True
        )
        if self._usage is None:
            raise ValidationError(TOO_MANY, code="too_many_login_attempts")

    def succeeded(self) -> None:
        """Only this attempt is forgotten: a success of one's own does not wipe the guesses at others."""
        self._usage.rollback()
