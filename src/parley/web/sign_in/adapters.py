"""allauth's hooks: no sign-up, no e-mail, own paths only, and every sentence in our words."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode import make as make_qr  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from parley.council.models import Account
from parley.council.queries import the_council
from parley.settings import SETTINGS
from parley.web.sign_in import limits
from parley.web.sign_in.backend import canonical, may_sign_in
from parley.web.sign_in.provider import Issuer, refuse_or_connect

# mypy: disable-error-code="misc"
# (allauth is untyped, so each of its classes is Any to the type checker.)

log = logging.getLogger(__name__)
REFUSED = _(
    "That did not sign you in. Check what you entered, and ask a focal point of your authority if it should have."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        "username_password_mismatch": _("The user name or the password is wrong, or the account is closed."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
        "too_many_login_attempts": limits.TOO_MANY,
        "rate_limited": limits.TOO_MANY,
    }
    # What allauth reports, by the name of its template; what is not here is not said.
    said: ClassVar = {
        "account/messages/password_changed.txt": _("Your password is changed. You are signed out everywhere else."),
        "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
        "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
        "mfa/messages/webauthn_added.txt": _("The passkey is added."),
        "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
        "mfa/messages/recovery_codes_generated.txt": _(
            "There are new recovery codes. Keep them away from this device."
        ),
    }
    ways: ClassVar = {
        "reauthenticate": _("Use your password"),
        "mfa_reauthenticate": _("Use a code"),
        "mfa_reauthenticate:webauthn": _("Use a passkey"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # accounts come from enrolment links (council:enrol)

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # allauth's JSON answers tell serial numbers and say back what was typed

    def is_safe_url(self, url: str) -> bool:
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            address = get_client_ip(request)
        except ImproperlyConfigured:  # fewer proxies than PARLEY_TRUSTED_PROXIES_COUNT says
            address = None
        return address or request.META.get("REMOTE_ADDR") or "unknown"

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def authenticate(self, request: HttpRequest, **credentials: str) -> Account | None:
        name = canonical(credentials["username"])
        attempt = limits.of_user_name(name)
        account = authenticate(request, username=name, password=credentials["password"])
        if not isinstance(account, Account):
            return None
        attempt.succeeded()
        return account

    def reauthenticate(self, user: Account, password: str) -> bool:
        found = self.authenticate(context.request, username=user.username, password=password)
        return found is not None and found.pk == user.pk

    def pre_login(self, request: HttpRequest, user: Account, **_hook: Any) -> HttpResponse | None:
        return None if may_sign_in(user) else self.refuse(request)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Asked again, for the account may have been suspended while it looked for its second factor."""
        if not may_sign_in(user):
            raise ImmediateHttpResponse(self.refuse(request))
        super().login(request, user)

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """The one answer to a passkey that opens nothing, whatever the reason."""
        clear_login(request)
        messages.error(request, str(REFUSED))
        return HttpResponseRedirect(reverse("account_login"))

    def set_password(self, user: Account, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])  # the rest was read earlier: a suspension since then must stand

    def clean_password(self, password: str, user: Account | None = None) -> str:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise ValidationError(
                _(
                    "This one is too short, too common, or too like your name. "
                    "Choose several words that do not belong together."
                )
            ) from error
        return password

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        return [way | {"description": self.ways[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Always, but in the demo: there anyone is anyone, and nobody knows a password (decision 4)."""
        council = the_council()
        return not (SETTINGS.demo and council is not None and council.demo)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_context: Any,
        **_more: Any,
    ) -> None:
        if message_template in self.said:
            messages.add_message(request, level, str(self.said[message_template]))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar = {
        "incorrect_code": _("This code is wrong or was used already."),
        "incorrect_passkey": _("This passkey could not be used here."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return f"Parley {context.request.get_host()}"

    def build_totp_svg(self, url: str) -> str:
        """Drawn into the page: our content security policy allows no data: images."""
        drawing: str = make_qr(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        return drawing

    def generate_authenticator_name(self, user: Account, type: object) -> str:  # noqa: A002  (allauth's name)
        return gettext("Passkey")

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        return {"id": user.pk.hex.encode(), "name": user.username, "display_name": user.display_name}


class IdentityAdapter(DefaultSocialAccountAdapter):
    """An identity at an OpenID Connect issuer opens the account that connected it, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        return None

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Issuer:
        return Issuer(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """The person gets one page whatever the reason; whoever runs the node finds it here."""
        log.warning("Sign-in at %s failed: %s", provider.name, str(exception or error)[:500])

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        refuse_or_connect(request, sociallogin)
