"""What stands between a request and the rooms: the viewer, the refusals, the headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.cache import patch_vary_headers

from parley.council import queries as council
from parley.council.errors import SealedError
from parley.council.models import Account
from parley.council.rules import Right, Scope, Viewer
from parley.exchange.api import answers, door
from parley.ledger.rules.actor import SYSTEM, Draw
from parley.registry.acts.effect import take_effect
from parley.registry.api import answers as register
from parley.registry.api import door as register_door
from parley.settings import SETTINGS
from parley.web import context, errors

Handler = Callable[[HttpRequest], HttpResponse]

# Tests put a fixed clock and a stream of their own here; nothing else may.
now: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
draw: Draw = SYSTEM

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What may be asked for without signing in; everything else is refused before a view runs.
PUBLIC_ROUTES = frozenset(
    {
        "start",
        "about",
        "health",
        "set_language",
        "council:enrol",
        "demo:start",
        "demo:act_as",
        "account_login",
        "account_logout",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "socialaccount_login_cancelled",
        "registry:public_list",
        "registry:public_entry",
        "registry:rights",
        "registry:petition",
        "registry:follow",
    }
)
# What an API token opens, by route; no token opens anything else.
TOKEN_SCOPES = {
    "ledger:checkpoint": Scope.LEDGER_READ,
    "ledger:tile": Scope.LEDGER_READ,
    "ledger:entries": Scope.LEDGER_READ,
    "ledger:proof": Scope.LEDGER_READ,
    "ledger:export": Scope.LEDGER_READ,
    "export": Scope.COUNCIL_EXPORT,
    "exchange:blocklist": Scope.EXCHANGE_READ,
    "exchange:misp_manifest": Scope.EXCHANGE_READ,
    "exchange:misp_event": Scope.EXCHANGE_READ,
}

FETCHED_BY_MACHINES = {name for name in TOKEN_SCOPES if name.startswith("exchange:")}

# What a node that was restored lets everybody do before it is opened: sign in, and take things back.
OPEN_WHILE_SEALED = (PUBLIC_ROUTES - {"council:enrol", "registry:petition", "registry:follow"}) | {
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "council:act_for",
    "forum:withdraw",
    "exchange:withdraw",
    "registry:withdraw_evidence",
    "registry:end_designation",
    "registry:revoke_clearance",
    "release:remove_party",
}

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def viewer(get_response: Handler) -> Handler:
    """Say who looks and when; refuse whoever has not signed in; turn refusals of the rooms into pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now, request.draw, request.clock = now(), draw, now  # type: ignore[attr-defined]
        match = _match(request)
        request.viewer = _viewer(request, match)  # type: ignore[attr-defined]
        if request.viewer is None and (match is None or match.view_name not in PUBLIC_ROUTES):  # type: ignore[attr-defined]
            return _sign_in(request, match)
        if request.method not in SAFE and _sealed(request, match):
            return errors.sealed(request, SealedError())
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.page(request, exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _sealed(request: HttpRequest, match: ResolverMatch | None) -> bool:
    """Is the node sealed, for what is asked? The secretariat prepares the opening, so it may act."""
    looking: Viewer | None = request.viewer  # type: ignore[attr-defined]
    if match is None or match.view_name in OPEN_WHILE_SEALED or (looking and looking.may(Right.KEEP_COUNCIL)):
        return False
    head = context.heading(request)
    return head is not None and head.sealed


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _viewer(request: HttpRequest, match: ResolverMatch | None) -> object:
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, secret = header.partition(" ")
        scope = TOKEN_SCOPES.get(match.view_name) if match else None
        if kind.lower() != "bearer" or scope is None:
            return None
        return council.viewer_of_token(secret.strip(), scope, request.now)  # type: ignore[attr-defined]
    if not isinstance(request.user, Account):
        return None
    chosen = request.session.get("acting_for")
    return council.viewer_of(request.user, UUID(chosen) if chosen else None)


def _sign_in(request: HttpRequest, match: ResolverMatch | None) -> HttpResponse:
    """The same for every address, whether anything is there or not. A firewall that lost its token must not take the
    way to the sign-in for an empty list.
    """
    if request.headers.get("Authorization") or (match is not None and match.view_name in FETCHED_BY_MACHINES):
        response = HttpResponse("Unauthorized\n", status=401, content_type="text/plain")
        response["WWW-Authenticate"] = 'Bearer realm="parley"'
        return response
    where = reverse("demo:start") if SETTINGS.demo else reverse("account_login")
    if request.method == "GET" and request.path_info != "/":
        where += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(where)


def as_each_day_begins(get_response: Handler) -> Handler:
    """Write down what time has decided before anybody is shown anything of a day: once a day in each process, at the
    moment of its first request. Whoever asks at the same time waits for it."""
    written_for: list[date] = []

    def middleware(request: HttpRequest) -> HttpResponse:
        moment = now()
        if written_for != [moment.date()]:
            try:
                take_effect(moment)
            except OperationalError:
                return errors.unavailable()
            written_for[:] = [moment.date()]
        return get_response(request)

    return middleware


def taxii(get_response: Handler) -> Handler:
    """Programs that speak TAXII have a way in of their own: no session, no cookies, no language, no pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not answers.concerns(request):
            return get_response(request)
        request.now, request.draw, request.clock = now(), draw, now  # type: ignore[attr-defined]
        return door.serve(request)

    return middleware


def registry_api(get_response: Handler) -> Handler:
    """The same for programs that ask the register."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not register.concerns(request):
            return get_response(request)
        request.now, request.draw, request.clock = now(), draw, now  # type: ignore[attr-defined]
        return register_door.serve(request)

    return middleware


def own_cookies(get_response: Handler) -> Handler:
    """A cookie with a NUL is none of ours, and PostgreSQL looks for a NUL in no text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return get_response(request)

    return middleware


def within_bounds(get_response: Handler) -> Handler:
    """Refuse a body over the limit before any of it is read: Django's own limit does not count files."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > SETTINGS.request_bytes_max:
            return errors.too_large(request)
        return get_response(request)

    return middleware


def headers(get_response: Handler) -> Handler:
    """No page is stored by a shared cache, framed, or able to run a script that is not ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Cookie", "Authorization", "Accept-Language"])
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def unavailable_when_the_store_is(get_response: Handler) -> Handler:
    """A full disk or a store that is busy for too long: one constant answer, and nothing is half done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(getattr(response, "exc_info", None), OperationalError):
            return errors.unavailable()
        return response

    def process_exception(_request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.unavailable() if isinstance(exception, OperationalError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
