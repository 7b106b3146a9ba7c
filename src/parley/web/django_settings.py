"""Django's settings, all of them made from the one `Settings` object."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from parley.settings import SETTINGS
from parley.web.sign_in import issuer
from parley.web.sign_in.checks import issuer_url, sign_in_attempts

PACKAGE = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """Made at first start, readable by the node's user only."""
    path = SETTINGS.home / "keys" / "django-secret"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _database() -> dict[str, Any]:
    if not SETTINGS.database_url:
        return {
            "ENGINE": "parley.web.sqlite",
            "NAME": SETTINGS.home / "parley.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": SETTINGS.busy_timeout_ms / 1000,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    f"PRAGMA cache_size=-{SETTINGS.store_cache_bytes // 1024}"
                ),
            },
            "CONN_MAX_AGE": None,
        }
    url = urlsplit(SETTINGS.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or "") or _socket_folder(url.query),
        "PORT": url.port or "",
        "CONN_MAX_AGE": 600,
    }


def _socket_folder(query: str) -> str:
    """`postgresql:///name?host=/folder` names a Unix socket."""
    return next((unquote(p[5:]) for p in query.split("&") if p.startswith("host=")), "")


SECRET_KEY = _secret_key()
DEBUG = SETTINGS.debug
_HOST = urlsplit(SETTINGS.origin).hostname or "localhost"
_ON_LOOPBACK = _HOST in {"127.0.0.1", "localhost", "::1"}
_SECURE = SETTINGS.origin.startswith("https://")
ALLOWED_HOSTS = [_HOST, *(["127.0.0.1", "localhost", "[::1]"] if _ON_LOOPBACK else [])]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "parley.ledger",
    "parley.council",
    "parley.release",
    "parley.forum",
    "parley.exchange",
    "parley.registry",
    "parley.demo",
    "parley.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parley.web.middleware.unavailable_when_the_store_is",
    "parley.web.middleware.as_each_day_begins",
    "parley.web.middleware.taxii",
    "parley.web.middleware.registry_api",
    "parley.web.middleware.own_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "parley.web.middleware.headers",
    "parley.web.middleware.within_bounds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "parley.web.middleware.viewer",
]
ROOT_URLCONF = "parley.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The composition's own folder comes first, so that it overrides allauth's pages.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "parley.web.context.page",
            ],
            "builtins": ["parley.web.templatetags.parley"],
        },
    }
]

AUTH_USER_MODEL = "council.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("zh-hans", "简体中文"), ("ur", "اردو")]
LANGUAGE_COOKIE_NAME = "parley_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _SECURE
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = SETTINGS.home / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = SETTINGS.debug

SESSION_COOKIE_AGE = SETTINGS.session_idle_seconds
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SETTINGS.origin]
CSRF_FAILURE_VIEW = "parley.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = SETTINGS.request_bytes_max
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = SETTINGS.files_per_document_max
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# ── Sign-in: django-allauth (docs/decisions/0005-sign-in.md) ──
AUTHENTICATION_BACKENDS = ["parley.web.sign_in.backend.PasswordBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ALLAUTH_TRUSTED_PROXY_COUNT = SETTINGS.trusted_proxies_count
ACCOUNT_ADAPTER = "parley.web.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth's checks want the field named
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 300  # seconds between the password and the second factor
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": sign_in_attempts(SETTINGS.sign_in_attempts)}
ACCOUNT_FORMS = {
    "login": "parley.web.sign_in.forms.SignInForm",
    "reauthenticate": "parley.web.sign_in.forms.ConfirmForm",
    "change_password": "parley.web.sign_in.forms.PasswordForm",
}
MFA_ADAPTER = "parley.web.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # everywhere, so that no challenge asks for less than another
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there is no e-mail to verify
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, before and after
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_FORMS = {
    "authenticate": "parley.web.sign_in.forms.CodeForm",
    "reauthenticate": "parley.web.sign_in.forms.ConfirmCodeForm",
    "activate_totp": "parley.web.sign_in.forms.AppForm",
    "authenticate_webauthn": "parley.web.sign_in.forms.PasskeyForm",
    "login_webauthn": "parley.web.sign_in.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "parley.web.sign_in.forms.ConfirmPasskeyForm",
    "add_webauthn": "parley.web.sign_in.forms.NewPasskeyForm",
    "edit_webauthn": "parley.web.sign_in.forms.PasskeyNameForm",
}
SOCIALACCOUNT_ADAPTER = "parley.web.sign_in.adapters.IdentityAdapter"
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            issuer.app(
                issuer_url(SETTINGS.oidc_issuer),
                SETTINGS.oidc_client_id,
                SETTINGS.oidc_client_secret,
                SETTINGS.oidc_name,
            )
        ]
        if SETTINGS.oidc_issuer
        else []
    }
}
