"""The one authentication backend: a user name and a password, and who may hold a session at all."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models.functions import Lower
from django.http import HttpRequest

from parley.council import queries as council
from parley.council.models import Account


def canonical(username: str) -> str:
    """What an account is found by and its failures are counted by, so no spelling finds it uncounted."""
    return unicodedata.normalize("NFC", username.strip().lower())


def may_sign_in(account: Account) -> bool:
    """Active, not suspended, and appointed by an authority."""
    return council.viewer_of(account, None) is not None


class PasswordBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **credentials: Any
    ) -> Account | None:
        """The same statements and one hash, whether the account is unknown, suspended, or the password wrong."""
        found = Account.objects.alias(small=Lower("username")).filter(small=canonical(username)).first()
        account = found or Account(password=UNUSABLE_PASSWORD_PREFIX)  # against which Django hashes in vain
        right = account.check_password(password)
        allowed = may_sign_in(account)
        return account if right and allowed else None

    def get_user(self, user_id: UUID) -> Account | None:
        """Asked at every request: a session ends with the suspension or the last appointment.

        Were it kept for somebody whom nobody appoints, the sign-in page would send the person to the start page, and
        that one back again.
        """
        return council.signed_in(user_id)
