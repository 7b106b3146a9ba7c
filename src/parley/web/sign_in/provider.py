"""OpenID Connect as allauth does it, made strict: the issuer is the configured one, its signature is checked, and an
identity opens only the account that connected it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse, SignupClosedException
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from requests import RequestException

from parley.settings import SETTINGS
from parley.web.sign_in.backend import may_sign_in
from parley.web.sign_in.issuer import TokenError, identity

# mypy: disable-error-code="misc,no-any-return"
# (allauth is untyped, so each of its classes is Any to the type checker.)

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class IssuerAdapter(OpenIDConnectOAuth2Adapter):
    """Talks to the issuer. Whatever goes wrong with it is an `OAuth2Error`, which becomes one page."""

    @property
    def openid_config(self) -> dict[str, Any]:
        try:
            config = super().openid_config
        except (RequestException, ValueError) as error:
            raise OAuth2Error(f"The issuer's configuration cannot be read: {error}") from error
        issuer = self.get_provider().app.settings["issuer"]
        if config.get("issuer") != issuer:  # OpenID Connect Discovery 1.0, 4.3
            raise OAuth2Error(f"The issuer calls itself {config.get('issuer')!r}; expected {issuer!r}.")
        if missing := [name for name in ENDPOINTS if not isinstance(config.get(name), str)]:
            raise OAuth2Error(f"The issuer's configuration has no {', '.join(missing)}.")
        return dict(config)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return SETTINGS.origin + self.get_provider().get_callback_url()

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        answer = super().get_access_token_data(*args, **kwargs)
        if not isinstance(answer, dict):
            raise OAuth2Error("The issuer's token answer is not an object.")
        return answer

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        return SocialToken(token="")

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        """The ID token alone says who it is; the user-info answer is never asked for."""
        try:
            who = identity(
                str(kwargs["response"].get("id_token")),
                self._keys(),
                issuer=app.settings["issuer"],
                client_id=app.client_id,
            )
        except TokenError as error:
            raise OAuth2Error(str(error)) from error
        login = self.get_provider().sociallogin_from_response(request, {"sub": who.subject})
        login.nonce = who.nonce
        return login

    def _keys(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = answer.json()
        if not isinstance(keys, dict):
            raise OAuth2Error("The issuer's keys are not an object.")
        return keys


class Issuer(OpenIDConnectProvider):
    oauth2_adapter_class = IssuerAdapter

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}  # issuer and subject are all that is kept


def refuse_or_connect(request: HttpRequest, login: Any) -> None:
    """Between the issuer's answer and the session. Raises unless the identity opens an account that may be opened."""
    # 1. The answer is to this browser's question (OpenID Connect Core 1.0, 3.1.3.7, step 11).
    if not login.nonce or login.nonce != login.state.get("nonce"):
        raise OAuth2Error("The ID token answers another question: its nonce is not ours.")
    # 2. Who is signed in connects the identity.
    if login.state.get("process") == AuthProcess.CONNECT:
        raise ImmediateHttpResponse(_connect(request, login.account))
    # 3. An identity that nobody connected, and one whose account is closed, get the same page.
    if not login.is_existing or not may_sign_in(login.user):
        raise SignupClosedException


def _connect(request: HttpRequest, asked: SocialAccount) -> HttpResponse:
    """Ours instead of allauth's, which saves the whole account again and could undo a suspension meanwhile."""
    if is_reauthentication_required(request, app="allauth.socialaccount"):
        messages.error(request, gettext("That took too long. Confirm that it is you, and connect again."))
        return HttpResponseRedirect(reverse("socialaccount_connections"))
    link, _made = SocialAccount.objects.get_or_create(
        provider=asked.provider, uid=asked.uid, defaults={"user_id": request.user.pk}
    )
    if link.user_id == request.user.pk:
        messages.success(request, gettext("This identity opens your account from now on."))
    else:
        messages.error(request, gettext("This identity opens another account already. It was not connected."))
    return HttpResponseRedirect(reverse("socialaccount_connections"))
