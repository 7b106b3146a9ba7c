"""What of allauth is offered, view by view, under the names that allauth reverses. Nothing here is cached."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as identity
from django.urls import URLPattern, path, re_path, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from parley.web.sign_in import views

_to_security = RedirectView.as_view(url=reverse_lazy("mfa_index"))
_ISSUER = r"^oidc/(?P<provider_id>[0-9a-f]{32})/login/"
_PASSKEY = "security/passkeys/<slug:handle>"

_patterns: list[URLPattern] = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", account.LogoutView.as_view(http_method_names=["post"]), name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", _to_security, name="account_set_password"),
    path("security/", views.Security.as_view(), name="mfa_index"),
    path("security/authenticate/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("security/reauthenticate/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/passkeys/", _to_security, name="mfa_list_webauthn"),
    path("security/passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/login/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path(
        "security/passkeys/reauthenticate/",
        views.ConfirmPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(f"{_PASSKEY}/edit/", views.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(f"{_PASSKEY}/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("identities/", views.identities, name="socialaccount_connections"),
    path("oidc/cancelled/", identity.login_cancelled, name="socialaccount_login_cancelled"),
    re_path(_ISSUER + "$", views.to_issuer, name="openid_connect_login"),
    re_path(_ISSUER + "callback/$", views.from_issuer, name="openid_connect_callback"),
]
for _pattern in _patterns:
    _pattern.callback = never_cache(_pattern.callback)
urlpatterns = _patterns
