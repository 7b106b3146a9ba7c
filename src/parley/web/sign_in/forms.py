"""allauth's forms in our words, with our counting, and with a limit on everything that is typed or sent."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parley.council.errors import InputError
from parley.council.text import line
from parley.web.sign_in import limits

# mypy: disable-error-code="misc,no-any-return"
# (allauth is untyped, so each of its classes is Any to the type checker.)

PASSKEYS_MAX = 20
PASSKEY_NAME_CHARS_MAX = 60
CREDENTIAL_CHARS_MAX = 32_768  # what a browser sends for a passkey is some hundred characters; attestations add more


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


def _code(label: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


class SignInForm(account.LoginForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}
        login = forms.CharField(label=_("User name"), max_length=64, widget=forms.TextInput(attrs=attrs))
        self.fields = {"login": login, "password": _password(_("Password"), "current-password")}


class ConfirmForm(account.ReauthenticateForm):
    use_required_attribute = False
    password = _password(_("Password"), "current-password")


class PasswordForm(account.ChangePasswordForm):
    use_required_attribute = False
    oldpassword = _password(_("Your password now"), "current-password")
    password1 = _password(
        _("New password"),
        "new-password",
        _("12 characters or more: several words that do not belong together are best."),
    )
    password2 = _password(_("New password, once more"), "new-password")

    def clean_oldpassword(self) -> str:
        """Counted with the failures at the sign-in page: a stolen session is no way around the limit."""
        password: str = self.cleaned_data["oldpassword"]
        if not account_adapter().reauthenticate(self.user, password):
            raise account_adapter().validation_error("enter_current_password")
        return password

    def clean_password1(self) -> str:
        password: str = account_adapter().clean_password(self.cleaned_data["password1"], user=self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "password1" in data and "password2" in data and data["password1"] != data["password2"]:
            self.add_error("password2", _("The new password was typed differently the second time."))
        return data


class CodeForm(factor.AuthenticateForm):
    use_required_attribute = False
    code = _code(_("Code from the app, or a recovery code"))

    def clean_code(self) -> str:
        """One of the account's codes, not used before. allauth forgets a code sooner than it stops to hold."""
        attempt = limits.of_code(self.user)
        code: str = self.cleaned_data["code"]
        for each in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            if each.wrap().validate_code(code) and _first_use(each, code):
                each.user = self.user
                self.authenticator = each
                attempt.succeeded()
                return code
        raise factor_adapter().validation_error("incorrect_code")


def _first_use(key: Authenticator, code: str) -> bool:
    steps = 2 * settings.MFA_TOTP_TOLERANCE + 1
    digits = "".join(c for c in code if c.isalnum())
    return bool(cache.add(f"parley:code:{key.user_id}:{digits}", 1, timeout=30 * (steps + 1)))


class ConfirmCodeForm(CodeForm):
    save = factor.ReauthenticateForm.save


class AppForm(totp.ActivateTOTPForm):
    use_required_attribute = False
    code = _code(_("Code that the app shows"))

    def clean_code(self) -> str:
        attempt = limits.of_code(self.user)
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise factor_adapter().validation_error("incorrect_code")
        attempt.succeeded()
        return code


class CredentialField(forms.JSONField):
    """What the browser made of a passkey: nothing that is typed, so whatever is wrong with it has one answer."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, label=_("Passkey"))

    def to_python(self, value: Any) -> Any:
        wrong = factor_adapter().validation_error("incorrect_passkey")
        if isinstance(value, str) and len(value) > CREDENTIAL_CHARS_MAX:
            raise wrong
        try:
            credential = super().to_python(value)
        except (ValidationError, RecursionError):
            raise wrong from None
        if not isinstance(credential, dict):
            raise wrong
        return credential


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """The passkey that made the answer. Guesses are counted where it is known whose passkey is meant; at the
        first step it is not, so that nobody locks another out by naming an account.
        """
        attempt = limits.of_code(self.user) if self.user else None
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_authentication_response(credential)
            user = self.user or auth.extract_user_from_response(credential)
            key: Authenticator = auth.complete_authentication(user, credential)
        except (
            ValidationError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
            ArithmeticError,
        ) as error:
            raise factor_adapter().validation_error("incorrect_passkey") from error
        if attempt:
            attempt.succeeded()
        return key


class PasskeySignInForm(PasskeyForm):
    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class ConfirmPasskeyForm(PasskeyForm):
    reauthenticated = True


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the passkey"),
        max_length=PASSKEY_NAME_CHARS_MAX,
        help_text=_("For yourself, to tell it from others: the device that it is on."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


def _checked_name(name: str) -> str:
    try:
        return line(name, what="name", chars_max=PASSKEY_NAME_CHARS_MAX)
    except InputError as error:
        raise ValidationError(error.reason.translated(gettext)) from error


class NewPasskeyForm(webauthn.AddWebAuthnForm):
    use_required_attribute = False
    name = _name()
    credential = CredentialField()
    passwordless = None

    def clean_name(self) -> str:
        return _checked_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        if Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).count() >= PASSKEYS_MAX:
            raise ValidationError(_("You have as many passkeys as an account may have. Remove one first."))
        credential = self.cleaned_data.get("credential")
        if credential:
            try:
                auth.parse_registration_response(credential)
                made = auth.complete_registration(credential)
                if made.credential_data is None:
                    raise ValueError("no credential")
            except (
                ValidationError,
                AttributeError,
                LookupError,
                TypeError,
                ValueError,
                ArithmeticError,
                AssertionError,
            ) as error:
                raise factor_adapter().validation_error("incorrect_passkey") from error
        return self.cleaned_data


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    use_required_attribute = False
    name = _name()

    def clean_name(self) -> str:
        return _checked_name(self.cleaned_data["name"])
