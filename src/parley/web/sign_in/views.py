"""allauth's views where they are not ours yet: passkeys known by a digest, one step to an issuer, identities."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.socialaccount.adapter import get_adapter as identity_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.crypto import get_random_string
from django.utils.translation import gettext

from parley.council.errors import NotFoundError
from parley.web.sign_in.adapters import REFUSED
from parley.web.sign_in.provider import IssuerAdapter

# mypy: disable-error-code="misc,untyped-decorator,no-any-return"
# (allauth is untyped, so each of its classes is Any to the type checker.)


def handle(key: Authenticator | SocialAccount) -> str:
    """What a person's pages call a passkey or an identity: not its row's number, which counts everybody's."""
    match key:
        case Authenticator():
            named: bytes = key.wrap().authenticator_data.credential_data.credential_id
        case _:
            named = f"{key.provider}\n{key.uid}".encode()
    return hashlib.sha256(named).hexdigest()[:32]


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"issuers": _issuers(self.request)}


def _issuers(request: HttpRequest) -> list[SocialApp]:
    apps: list[SocialApp] = identity_adapter().list_apps(request, provider="openid_connect")
    return apps


class SecondFactor(AuthenticateView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A sign-in whose factors are gone meanwhile begins again, instead of going in circles."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if response.headers.get("Location") == reverse("account_login"):
            clear_login(request)
        return response


class Security(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        keys = [each.instance for each in context["authenticators"].get(Authenticator.Type.WEBAUTHN, [])]
        return context | {
            "passkeys": [
                {"handle": handle(k), "name": k.wrap().name, "added": k.created_at, "used": k.last_used_at}
                for k in sorted(keys, key=lambda k: (k.created_at, handle(k)))
            ],
            "issuers": _issuers(self.request),
            "identities": SocialAccount.objects.filter(user_id=self.request.user.pk).count(),
        }


class AddPasskey(AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Always one that is found without a user name and asks for a PIN or a fingerprint."""
        context = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return context | {"options": auth.begin_registration(self.request.user, passwordless=True)}


class _OnePasskey:
    kwargs: dict[str, str]
    success_url = reverse_lazy("mfa_index")

    def get_object(self, queryset: Any = None) -> Authenticator:
        for key in self.get_queryset():  # type: ignore[attr-defined]  # the person's own only
            if handle(key) == self.kwargs["handle"]:
                return key
        raise NotFoundError


class RenamePasskey(_OnePasskey, EditWebAuthnView): ...


class RemovePasskey(_OnePasskey, RemoveWebAuthnView): ...


class PasskeySignIn(LoginWebAuthnView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse(auth.begin_authentication(user=None))

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = account_adapter().refuse(self.request)
        return response


class ConfirmPasskey(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        for error in form.errors.get("credential", [str(REFUSED)]):
            messages.error(self.request, error)
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


@rate_limit(action="login")
def to_issuer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A page that goes on to the issuer by itself: a form may lead nowhere else (form-action 'self')."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    provider = _provider(request, provider_id)
    process = AuthProcess.CONNECT if request.POST.get("process") == "connect" else AuthProcess.LOGIN
    if process == AuthProcess.CONNECT:
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    nonce = get_random_string(32)
    try:
        response: HttpResponse = provider.redirect(
            request,
            process=process,
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except OAuth2Error as error:
        response = render_authentication_error(request, provider, exception=error)
    if "Location" not in response.headers:
        return response
    page = render(request, "socialaccount/leave.html", {"url": response.headers["Location"], "issuer": provider.name})
    page.headers["Refresh"] = f"0; url={response.headers['Location']}"
    return page


def from_issuer(request: HttpRequest, provider_id: str) -> HttpResponse:
    _provider(request, provider_id)
    response: HttpResponse = OAuth2CallbackView.adapter_view(IssuerAdapter(request, provider_id))(request)
    return response


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return identity_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise NotFoundError from None


@reauthentication_required(allow_get=True, app="allauth.socialaccount")
def identities(request: HttpRequest) -> HttpResponse:
    """The identities that open the person's account, and a way to take each back."""
    mine = SocialAccount.objects.filter(user_id=request.user.pk).order_by("date_joined", "pk")
    issuers = _issuers(request)
    if request.method == "POST":
        link = next((each for each in mine if handle(each) == request.POST.get("identity")), None)
        if link is None:
            raise NotFoundError
        link.delete()
        messages.success(request, gettext("This identity opens your account no more."))
        return HttpResponseRedirect(reverse("socialaccount_connections"))
    names = {each.provider_id: each.name for each in issuers}
    shown = [
        {
            "handle": handle(link),
            "subject": link.uid,
            "issuer": names.get(link.provider),
            "since": link.date_joined,
        }
        for link in mine
    ]
    return render(request, "socialaccount/connections.html", {"identities": shown, "issuers": issuers})
