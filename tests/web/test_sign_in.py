"""Signing in: what opens an account, what does not, and what nobody can learn by trying."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.utils import translation
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from tests.worlds import NOON, PASSWORD, Member, QuickArgon2, World, council_of, person

from parley.council import acts
from parley.council.models import Account, Appointment
from parley.council.rules import Role
from parley.ledger.rules.actor import Actor
from parley.settings import SettingsError
from parley.web.middleware import PUBLIC_ROUTES
from parley.web.sign_in import checks, issuer
from parley.web.sign_in.urls import urlpatterns

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["tests.worlds.QuickArgon2"]
    cache.clear()
    yield
    translation.deactivate()


@pytest.fixture
def world() -> World:
    return council_of(2)


@pytest.fixture
def aa(world: World) -> Member:
    return world.members[0]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was hashed, in order."""
    done: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(QuickArgon2, name)

        def counting(self: Any, password: str, *rest: Any, _real: Any = real, _name: str = name) -> Any:
            done.append(_name)
            return _real(self, password, *rest)

        monkeypatch.setattr(QuickArgon2, name, counting)
    return done


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that attempts are counted by."""
    ticking = Clock()
    port = SimpleNamespace(time=ticking.time, monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", port)
    return ticking


def browser(address: str = "192.0.2.1", **more: Any) -> Client:
    return Client(REMOTE_ADDR=address, SERVER_NAME="localhost", **more)


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": name, "password": password, **more})


def signed_in(account: Account) -> Client:
    client = browser()
    client.force_login(account)
    return client


def confirmed(account: Account, password: str = PASSWORD) -> Client:
    """Signed in, and it was confirmed a moment ago that it is the person."""
    client = signed_in(account)
    response = client.post(reverse("account_reauthenticate"), {"password": password})
    assert response.status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def said(response: HttpResponse) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def without_tokens(response: HttpResponse, *names: str) -> str:
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    for name in names:
        body = body.replace(name, "NAME")
    return body


# ── Password ──


def test_a_user_name_and_its_password_open_the_account(aa: Member) -> None:
    client = browser()
    response = sign_in(client, aa.first.account.username.upper())
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)


@pytest.mark.parametrize("why", ["unknown", "wrong password", "suspended", "inactive", "no appointment"])
def test_a_refusal_tells_nothing_about_the_account(world: World, aa: Member, why: str, hashed: list[str]) -> None:
    account = aa.second.account
    reference = browser("192.0.2.9")
    name = account.username
    with CaptureQueriesContext(connection) as expected:
        plain = sign_in(reference, "nobody@zz", "not the password")
    work = list(hashed)
    password = PASSWORD
    match why:
        case "unknown":
            name = "somebody@zz"
        case "wrong password":
            password = "not the password"
        case "suspended":
            acts.suspend(world.secretariat.actor(LATER), name, "Note 7")
        case "inactive":
            Account.objects.filter(pk=account.pk).update(is_active=False)
        case _:
            Appointment.objects.filter(account=account).update(until=LATER)
    hashed.clear()
    client = browser("192.0.2.10")
    with CaptureQueriesContext(connection) as done:
        response = sign_in(client, name, password)
    assert response.status_code == plain.status_code == 200
    assert without_tokens(response, name) == without_tokens(plain, "nobody@zz")
    assert _lasting(response) == _lasting(plain)
    assert len(hashed) == len(work) == 1
    shape = [[re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", q["sql"]) for q in c] for c in (done, expected)]
    assert [q for q in shape[0] if "council_" in q] == [q for q in shape[1] if "council_" in q]
    assert not is_signed_in(client)


def _lasting(response: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in {"Expires", "Content-Length"}}


def test_passwords_are_kept_as_argon2id(settings: Any, aa: Member) -> None:
    assert aa.first.account.password.startswith("argon2$argon2id$")
    from parley.web import django_settings as ours

    assert ours.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_after_five_failures_nothing_is_hashed_for_that_account_from_anywhere(
    aa: Member, hashed: list[str], clock: Clock
) -> None:
    name = aa.first.account.username
    for n in range(5):
        sign_in(browser(f"192.0.2.{n + 20}"), name, "wrong")
    hashed.clear()
    for spelling in (name, name.upper(), f" {name} "):
        response = sign_in(browser("192.0.2.77"), spelling)
        assert "Too many attempts failed" in said(response)
    other_host = Client(REMOTE_ADDR="192.0.2.78", HTTP_HOST="localhost:4711")
    assert "Too many attempts failed" in said(sign_in(other_host, name))
    assert hashed == []
    clock.ahead = 301
    assert sign_in(browser("192.0.2.77"), name).status_code == 302


def test_an_unknown_account_is_limited_just_as_a_known_one(hashed: list[str]) -> None:
    for n in range(5):
        sign_in(browser(f"192.0.2.{n + 20}"), "nobody@zz", "wrong")
    hashed.clear()
    assert "Too many attempts failed" in said(sign_in(browser(), "nobody@zz"))
    assert hashed == []


def test_after_ten_failures_nothing_is_hashed_for_that_address(aa: Member, hashed: list[str]) -> None:
    client = browser("192.0.2.5")
    for n in range(10):
        sign_in(client, f"name{n}@zz", "wrong")
    hashed.clear()
    assert "Too many attempts failed" in said(sign_in(client, aa.first.account.username))
    assert hashed == []
    assert sign_in(browser("192.0.2.6"), aa.first.account.username).status_code == 302, "others go on"


def test_a_success_of_ones_own_wipes_no_failures(aa: Member, hashed: list[str]) -> None:
    for n in range(10):
        if n == 9:
            assert sign_in(browser("192.0.2.5"), aa.first.account.username).status_code == 302
        sign_in(browser("192.0.2.5"), f"name{n}@zz", "wrong")
    hashed.clear()
    sign_in(browser("192.0.2.5"), "one-more@zz", "wrong")
    assert hashed == []


@pytest.mark.parametrize("method", ["put", "patch", "head", "options", "get", "delete"])
def test_no_other_method_is_a_way_around_the_limit(aa: Member, hashed: list[str], method: str) -> None:
    name = aa.first.account.username
    client = browser()
    body = f"login={name}&password={PASSWORD}"
    kind = "application/x-www-form-urlencoded"
    if method in {"get", "head"}:
        getattr(client, method)(reverse("account_login"), {"login": name, "password": PASSWORD})
    else:
        getattr(client, method)(reverse("account_login"), body, content_type=kind)
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD}, content_type="application/json")
    assert hashed == []
    assert not is_signed_in(client)


def test_the_address_is_the_one_that_the_trusted_proxy_saw(settings: Any, hashed: list[str]) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(10):
        forged = browser("198.51.100.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.5")
        sign_in(forged, f"name{n}@zz", "wrong")
    hashed.clear()
    sign_in(browser("198.51.100.1", HTTP_X_FORWARDED_FOR="203.0.113.99, 192.0.2.5"), "more@zz", "wrong")
    assert hashed == []
    sign_in(browser("198.51.100.1", HTTP_X_FORWARDED_FOR="192.0.2.6"), "more@zz", "wrong")
    assert len(hashed) == 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    assert sign_in(browser("198.51.100.1", HTTP_X_FORWARDED_FOR="x"), "more@zz", "wrong").status_code == 200


def test_without_proxies_a_forwarded_address_is_not_believed(hashed: list[str]) -> None:
    for n in range(11):
        sign_in(browser("192.0.2.5", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}"), f"name{n}@zz", "wrong")
    assert len(hashed) == 10


@pytest.mark.parametrize("rates", ["", "10/m/ip", "5/5m/key", "10/m/user,5/m/key", "ten/m/ip,5/m/key"])
def test_a_limit_that_limits_nothing_stops_the_start(rates: str) -> None:
    with pytest.raises(SettingsError, match="PARLEY_SIGN_IN_ATTEMPTS"):
        checks.sign_in_attempts(rates)


# ── Where one lands, and the session ──


@pytest.mark.parametrize(
    "there",
    ["//evil.example", "/\\evil.example", "/\\/evil.example", "\\\\evil.example", "https://evil.example/", "evil",
     "///evil.example", "/\t/evil.example", " //evil.example", "javascript:alert(1)", "http://localhost/council/",
     "https:evil.example", "/\n/evil.example", "http:///evil.example"],
)  # fmt: skip
def test_one_lands_on_a_path_of_our_own_or_on_the_start_page(aa: Member, there: str) -> None:
    assert sign_in(browser(), aa.first.account.username, next=there)["Location"] == "/"


def test_one_lands_where_one_wanted_to_go(aa: Member) -> None:
    wanted = "/council/?page=2"
    assert sign_in(browser(), aa.first.account.username, next=wanted)["Location"] == wanted


def test_the_session_key_changes_at_sign_in(aa: Member) -> None:
    client = browser()
    client.get(reverse("mfa_login_webauthn"))  # a challenge is kept in a session
    before = client.session.session_key
    sign_in(client, aa.first.account.username)
    assert before
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_only_a_post_signs_out(aa: Member) -> None:
    client = signed_in(aa.first.account)
    assert client.get(reverse("account_logout")).status_code == 405
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(aa.first.account)
    assert strict.post(reverse("account_logout")).status_code == 403


def test_a_session_ends_with_the_suspension(world: World, aa: Member) -> None:
    client = signed_in(aa.first.account)
    acts.suspend(world.secretariat.actor(LATER), aa.first.account.username, "Note 7")
    assert not is_signed_in(client)
    assert client.get(reverse("account_login")).status_code == 200, "and the person does not go in circles"


def test_a_session_ends_with_the_last_appointment(aa: Member) -> None:
    client = signed_in(aa.second.account)
    acts.end_appointment(aa.first.actor(LATER), aa.second.account.appointments.get().id)
    assert not is_signed_in(client)
    assert client.get(reverse("account_login")).status_code == 200


def test_a_password_change_cannot_undo_a_suspension(world: World, aa: Member) -> None:
    """The account was read before the suspension and is written after it."""
    from allauth.account.adapter import get_adapter

    read = Account.objects.get(pk=aa.first.account.pk)
    acts.suspend(world.secretariat.actor(LATER), read.username, "Note 7")
    get_adapter().set_password(read, "another quiet mountain there")
    assert Account.objects.get(pk=read.pk).suspended_at == LATER


# ── Changing the password, confirming ──


def change(client: Client, old: str, new: str = "five loud rivers below", again: str = "") -> HttpResponse:
    data = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post(reverse("account_change_password"), data)


def test_changing_the_password_takes_the_old_one_and_ends_other_sessions(aa: Member) -> None:
    here, there = signed_in(aa.first.account), signed_in(aa.first.account)
    assert "This is not your password" in said(change(here, "wrong"))
    response = change(here, PASSWORD)
    assert response["Location"] == reverse("mfa_index")
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert sign_in(browser(), aa.first.account.username).status_code == 200
    assert sign_in(browser(), aa.first.account.username, "five loud rivers below").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "1st-aa-first-aa"])
def test_a_weak_or_mistyped_new_password_is_refused(aa: Member, weak: str) -> None:
    client = signed_in(aa.first.account)
    weak = weak if weak != "1st-aa-first-aa" else aa.first.account.username
    assert change(client, PASSWORD, weak).status_code == 200
    assert "differently the second time" in said(change(client, PASSWORD, again="something else here"))
    assert is_signed_in(client)


@pytest.mark.parametrize("where", ["account_change_password", "account_reauthenticate"])
def test_a_stolen_session_is_no_way_around_the_limit(aa: Member, hashed: list[str], where: str) -> None:
    for n in range(5):
        client = browser(f"192.0.2.{n + 20}")
        client.force_login(aa.first.account)
        data = {"oldpassword": "wrong", "password1": "x" * 20, "password2": "x" * 20, "password": "wrong"}
        client.post(reverse(where), data)
    hashed.clear()
    client = browser("192.0.2.99")
    client.force_login(aa.first.account)
    change(client, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    sign_in(browser("192.0.2.98"), aa.first.account.username)
    assert hashed == []


@pytest.mark.parametrize(
    "route", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
)
def test_what_opens_the_account_changes_only_after_confirming(aa: Member, route: str) -> None:
    with_app(aa.first.account) if route == "mfa_deactivate_totp" else None
    client = signed_in(aa.first.account)
    for response in (client.get(reverse(route)), client.post(reverse(route), {"code": "1"})):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_reauthenticate"))


# ── Codes ──


def code_of(secret: str, ahead: int = 0) -> str:
    """RFC 6238, with the steps that every app takes."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def with_app(account: Account) -> tuple[str, list[str]]:
    """The secret of an authenticator app, set up through the pages, and the recovery codes."""
    client = confirmed(account)
    page = client.get(reverse("mfa_activate_totp"))
    found = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert found
    secret = found[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret, -1)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<code>(\d{8})</code>", client.get(response["Location"]).content.decode())
    return secret, codes


def at_second_step(account: Account, address: str = "192.0.2.1") -> Client:
    client = browser(address)
    assert sign_in(client, account.username)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    return client


def enter(client: Client, code: str) -> HttpResponse:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_the_code_to_scan_is_drawn_into_the_page_and_the_secret_stands_beside_it(aa: Member) -> None:
    page = confirmed(aa.first.account).get(reverse("mfa_activate_totp"))
    body = page.content.decode()
    assert "<svg" in body
    assert "data:" not in body
    assert re.search(r"<code>[A-Z2-7]{32}</code>", body)
    assert page["Cache-Control"].count("no-store")


def test_with_an_app_the_password_alone_opens_nothing(aa: Member) -> None:
    secret, _codes = with_app(aa.first.account)
    client = at_second_step(aa.first.account)
    assert enter(client, "000000").status_code == 200
    assert enter(client, code_of(secret))["Location"] == "/"
    assert is_signed_in(client)


def test_a_code_opens_once(aa: Member) -> None:
    secret, codes = with_app(aa.first.account)
    for code in (code_of(secret), code_of(secret, 1), codes[0]):
        assert enter(at_second_step(aa.first.account), code).status_code == 302
        cache.delete_many([f"allauth.mfa.totp.used?user={aa.first.account.pk}&code={code}"])
        assert "wrong or was used already" in said(enter(at_second_step(aa.first.account), code))


def test_codes_older_or_newer_than_one_step_open_nothing(aa: Member) -> None:
    secret, _codes = with_app(aa.first.account)
    for ahead in (-3, 3):
        assert enter(at_second_step(aa.first.account), code_of(secret, ahead)).status_code == 200


def test_codes_cannot_be_guessed_without_end(aa: Member, clock: Clock) -> None:
    secret, codes = with_app(aa.first.account)
    client = at_second_step(aa.first.account)
    for _ in range(5):
        enter(client, "000000")
    for code in (code_of(secret), codes[0]):
        assert "Too many attempts failed" in said(enter(client, code))
    clock.ahead = 301
    assert enter(client, code_of(secret)).status_code == 302
    signed = confirmed(aa.first.account)
    for n in range(26):
        clock.ahead = 301 * (n + 2)
        response = signed.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    clock.ahead = 301 * 40
    response = signed.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    assert "Too many attempts failed" in said(response), "thirty a day"


def test_ones_own_code_wipes_no_failures_of_the_address(aa: Member, hashed: list[str]) -> None:
    secret, _codes = with_app(aa.first.account)
    for n in range(9):
        sign_in(browser("192.0.2.5"), f"name{n}@zz", "wrong")
    assert enter(at_second_step(aa.first.account, "192.0.2.5"), code_of(secret)).status_code == 302
    enter(at_second_step(aa.first.account, "192.0.2.5"), "000000")
    hashed.clear()
    sign_in(browser("192.0.2.5"), "more@zz", "wrong")
    assert len(hashed) == 1, "nine wrong passwords of ten; wrong codes are counted on their own"
    sign_in(browser("192.0.2.5"), "more@zz", "wrong")
    assert len(hashed) == 1


def test_recovery_codes_are_shown_once(aa: Member) -> None:
    _secret, codes = with_app(aa.first.account)
    assert len(set(codes)) == 10
    page = said(confirmed(aa.first.account).get(reverse("mfa_view_recovery_codes")))
    assert not any(code in page for code in codes)


def test_a_sign_in_whose_second_step_is_gone_begins_again(aa: Member) -> None:
    with_app(aa.first.account)
    client = at_second_step(aa.first.account)
    Authenticator.objects.all().delete()
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")
    assert client.get(reverse("account_login")).status_code == 200


def test_a_suspension_between_the_two_steps_holds(world: World, aa: Member) -> None:
    secret, _codes = with_app(aa.first.account)
    client = at_second_step(aa.first.account)
    acts.suspend(world.secretariat.actor(LATER), aa.first.account.username, "Note 7")
    assert enter(client, code_of(secret))["Location"] == reverse("account_login")
    assert not is_signed_in(client)


# ── Passkeys ──


class SoftKey:
    """A passkey in memory: what a browser and an authenticator do together (WebAuthn 2, 6)."""

    def __init__(self, origin: str = "http://localhost", *, verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = uuid4().bytes
        self.origin = origin
        self.flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if verifies else 0)
        self.handle = b""

    def _client_data(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        challenge = base64.urlsafe_b64decode(options["challenge"] + "==")
        return CollectedClientData.create(kind, challenge, self.origin)

    def _sent(self, **response: bytes) -> dict[str, Any]:
        encoded = {k: base64.urlsafe_b64encode(v).rstrip(b"=").decode() for k, v in {"id": self.id, **response}.items()}
        id_ = encoded.pop("id")
        return {"type": "public-key", "id": id_, "rawId": id_, "response": encoded, "clientExtensionResults": {}}

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        self.handle = base64.urlsafe_b64decode(options["user"]["id"] + "==")
        data = AuthenticatorData.create(
            hashlib.sha256(options["rp"]["id"].encode()).digest(),
            self.flags | AuthenticatorData.FLAG.AT,
            0,
            AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())),
        )
        made = AttestationObject.create("none", data, {})
        return self._sent(clientDataJSON=self._client_data("webauthn.create", options), attestationObject=made)

    def get(self, options: dict[str, Any], handle: bytes | None = None) -> dict[str, Any]:
        data = AuthenticatorData.create(hashlib.sha256(options["rpId"].encode()).digest(), self.flags, 1)
        said = self._client_data("webauthn.get", options)
        signature = self.key.sign(data + said.hash, ec.ECDSA(hashes.SHA256()))
        return self._sent(
            clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=handle or self.handle
        )


def options_in(page: HttpResponse) -> dict[str, Any]:
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page.content.decode())
    assert found
    return dict(json.loads(found[1])["publicKey"])


def with_passkey(account: Account, key: SoftKey, name: str = "Phone") -> HttpResponse:
    client = confirmed(account)
    credential = key.create(options_in(client.get(reverse("mfa_add_webauthn"))))
    return client.post(reverse("mfa_add_webauthn"), {"name": name, "credential": json.dumps(credential)})


def by_passkey(client: Client, key: SoftKey, **more: Any) -> HttpResponse:
    options = client.get(reverse("mfa_login_webauthn")).json()["publicKey"]
    return client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key.get(options)), **more})


def test_a_passkey_opens_the_account_by_itself(aa: Member) -> None:
    key = SoftKey()
    assert with_passkey(aa.first.account, key)["Location"] == reverse("mfa_view_recovery_codes")
    client = browser()
    response = by_passkey(client, key, next="/council/")
    assert response["Location"] == "/council/"
    assert is_signed_in(client)


def test_a_passkey_is_the_second_step_and_the_confirmation_too(aa: Member) -> None:
    key = SoftKey()
    with_passkey(aa.first.account, key)
    client = at_second_step(aa.first.account)
    options = options_in(client.get(reverse("mfa_authenticate")))
    client.post(reverse("mfa_authenticate"), {"credential": json.dumps(key.get(options))})
    assert is_signed_in(client)
    where = reverse("mfa_reauthenticate_webauthn")
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    options = options_in(client.get(where))
    client.post(where, {"credential": json.dumps(key.get(options))})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_passkey_without_pin_or_fingerprint_opens_nothing(aa: Member) -> None:
    """A key found in the street, and every challenge that there is to answer with it."""
    assert with_passkey(aa.first.account, SoftKey(verifies=False)).status_code == 200
    key = SoftKey()
    with_passkey(aa.first.account, key)
    key.flags = AuthenticatorData.FLAG.UP
    assert not is_signed_in(by_passkey_client(key))
    client = at_second_step(aa.first.account)  # a challenge made for the second step, answered at the first
    options = options_in(client.get(reverse("mfa_authenticate")))
    client.post(reverse("account_logout"))
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key.get(options))})
    assert not is_signed_in(client)


def by_passkey_client(key: SoftKey) -> Client:
    client = browser()
    by_passkey(client, key)
    return client


def test_passkeys_at_the_second_step_are_counted_with_the_codes(aa: Member) -> None:
    with_passkey(aa.first.account, key := SoftKey())
    stranger, client = SoftKey(), at_second_step(aa.first.account)
    for each in (*[stranger] * 5, key):
        options = options_in(client.get(reverse("mfa_authenticate")))
        response = client.post(reverse("mfa_authenticate"), {"credential": json.dumps(each.get(options, b"x"))})
    assert "Too many attempts failed" in said(response)
    assert "Too many attempts failed" in said(enter(client, "000000"))
    assert not is_signed_in(client)


def test_passkeys_of_another_site_or_person_or_challenge_open_nothing(world: World, aa: Member) -> None:
    mine, theirs = SoftKey(), SoftKey()
    with_passkey(aa.first.account, mine)
    with_passkey(world.members[1].first.account, theirs)
    mine.origin = "https://evil.example"
    assert not is_signed_in(by_passkey_client(mine))
    mine.origin = "http://localhost"
    theirs.handle = mine.handle  # names my account, signs with its own key
    assert not is_signed_in(by_passkey_client(theirs))
    client = browser()
    stale = client.get(reverse("mfa_login_webauthn")).json()["publicKey"]
    client.get(reverse("mfa_login_webauthn"))
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(mine.get(stale))})
    assert not is_signed_in(client)
    assert is_signed_in(by_passkey_client(mine))


def test_an_answer_opens_once(aa: Member) -> None:
    key = SoftKey()
    with_passkey(aa.first.account, key)
    client = browser()
    answer = json.dumps(key.get(client.get(reverse("mfa_login_webauthn")).json()["publicKey"]))
    client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert not is_signed_in(client)


def test_a_passkey_of_a_closed_account_is_refused_like_an_unknown_one(world: World, aa: Member) -> None:
    key = SoftKey()
    with_passkey(aa.first.account, key)
    acts.suspend(world.secretariat.actor(LATER), aa.first.account.username, "Note 7")
    unknown = SoftKey()
    unknown.handle = uuid4().hex.encode()
    pages = []
    for each in (key, unknown):
        client = browser()
        assert by_passkey(client, each)["Location"] == reverse("account_login")
        pages.append(without_tokens(client.get(reverse("account_login"))))
    assert pages[0] == pages[1]
    assert "That did not sign you in" in pages[0]


NOT_CREDENTIALS = [
    "", "5", "[]", '"x"', "null", "{}", '{"response": 5}', '{"response": {"userHandle": "AAAA"}}', '{"id": NaN}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}', "\x00",
    "[" * 30_000, '{"a":' * 5_000, "{" + " " * 40_000 + "}",
]  # fmt: skip


@pytest.mark.parametrize("rubbish", NOT_CREDENTIALS, ids=range(len(NOT_CREDENTIALS)))
def test_rubbish_in_place_of_a_passkey_has_one_answer(aa: Member, rubbish: str) -> None:
    client = browser()
    client.get(reverse("mfa_login_webauthn"))
    response = client.post(reverse("mfa_login_webauthn"), {"credential": rubbish})
    assert response["Location"] == reverse("account_login")
    client = confirmed(aa.first.account)
    client.get(reverse("mfa_add_webauthn"))
    assert client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": rubbish}).status_code == 200
    assert not Authenticator.objects.exists()


PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle", "rawId"]


@pytest.mark.parametrize("part", PARTS)
def test_a_passkey_with_a_broken_part_has_one_answer(aa: Member, part: str) -> None:
    with_passkey(aa.second.account, key := SoftKey())
    registers, enters = confirmed(aa.first.account), browser()
    answer = key.get(enters.get(reverse("mfa_login_webauthn")).json()["publicKey"])
    made = SoftKey().create(options_in(registers.get(reverse("mfa_add_webauthn"))))
    for value in ("", "AA", "!", None, 5, [], {}, "A" * 300, "\ud800"):
        for sent, client, route in ((made, registers, "mfa_add_webauthn"), (answer, enters, "mfa_login_webauthn")):
            broken = json.loads(json.dumps(sent))
            held = broken if part == "rawId" else broken["response"]
            if part in held:
                held[part] = value
                response = client.post(reverse(route), {"name": "x", "credential": json.dumps(broken)})
                assert response.status_code == (200 if client is registers else 302), (part, value)
    assert not is_signed_in(enters)
    assert not Authenticator.objects.filter(user=aa.first.account).exists()
    enters.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(answer)})
    assert is_signed_in(enters), "and whole it opens the account"


def test_a_passkey_is_renamed_and_removed_by_its_own_person_only(world: World, aa: Member) -> None:
    with_passkey(aa.first.account, SoftKey(), "Phone")
    page = said(signed_in(aa.first.account).get(reverse("mfa_index")))
    (handle,) = set(re.findall(r"/passkeys/([0-9a-f]{32})/edit/", page))
    edit, remove = (reverse(f"mfa_{what}_webauthn", args=[handle]) for what in ("edit", "remove"))
    stranger = confirmed(world.members[1].first.account)
    absent = stranger.get(reverse("mfa_edit_webauthn", args=["0" * 32]))
    for response in (stranger.get(edit), stranger.get(remove), stranger.post(remove)):
        assert response.status_code == absent.status_code == 404
        assert without_tokens(response) == without_tokens(absent)
    client = confirmed(aa.first.account)
    client.post(edit, {"name": "Key ring"})
    assert "Key ring" in said(client.get(reverse("mfa_index")))
    assert client.post(edit, {"name": "\u202egnir"}).status_code == 200
    client.post(remove)
    assert not Authenticator.objects.exists(), "the recovery codes go with the last of them"


# ── Nothing that counts everybody's ──


def test_no_page_tells_a_number_that_others_share(aa: Member) -> None:
    with_app(aa.first.account)
    with_passkey(aa.first.account, SoftKey())
    SocialAccount.objects.create(user=aa.first.account, provider="0" * 32, uid="s")
    for n, row in enumerate(Authenticator.objects.order_by("pk")):
        Authenticator.objects.filter(pk=row.pk).update(id=734_001 + n)
    SocialAccount.objects.update(id=735_001)
    client = confirmed(aa.first.account)
    handle = re.findall(r"/passkeys/([0-9a-f]{32})/edit/", said(client.get(reverse("mfa_index"))))[0]
    routes = [
        (p.name, [handle] if "handle" in str(p.pattern) else []) for p in urlpatterns if "oidc" not in str(p.pattern)
    ]
    for name, args in routes:
        for headers in ({}, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}, {"HTTP_ACCEPT": "application/json"}):
            response = client.get(reverse(name, args=args), **headers)
            assert not re.search(rb"73[45]00\d", response.content), name
    assert not any("<int" in str(p.pattern) for p in urlpatterns)


# ── OpenID Connect ──


# Of both issuers, so that only the address tells them apart; and of somebody else.
ISSUERS_KEY, ANOTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class StubIssuer:
    """An issuer on loopback: discovery, keys, and tokens against a code and its PKCE verifier."""

    def __init__(self) -> None:
        self.key = ISSUERS_KEY
        self.codes: dict[str, tuple[str, Any]] = {}
        self.config: dict[str, Any] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(owner.keys() if self.path == "/keys" else owner.discovery())

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                challenge, token = owner.codes.pop(sent["code"][0])
                made = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"][0].encode()).digest())
                assert made.rstrip(b"=").decode() == challenge
                self.answer({"access_token": "a", "token_type": "Bearer", **({"id_token": token} if token else {})})

            def answer(self, what: Any) -> None:
                body = json.dumps(what).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def keys(self) -> Any:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    def discovery(self) -> dict[str, Any]:
        here = {
            "authorization_endpoint": f"{self.url}/in",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return {"issuer": self.url, "userinfo_endpoint": f"{self.url}/me", **here, **self.config}

    def claims(self, asked: dict[str, str], **more: Any) -> dict[str, Any]:
        now = int(time.time())
        own = {"iss": self.url, "aud": "parley", "sub": "s1", "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        return {k: v for k, v in {**own, **more}.items() if v is not None}

    def code(self, asked: dict[str, str], token: str | None) -> str:
        code = uuid4().hex
        self.codes[code] = (asked["code_challenge"], token)
        return code

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(claims, self.key, "RS256", {"kid": "k1", **header})


@pytest.fixture
def stub(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StubIssuer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    served = StubIssuer()
    use(settings, served)
    yield served
    served.server.shutdown()
    served.server.server_close()


def use(settings: Any, *issuers: StubIssuer) -> None:
    apps = [issuer.app(each.url, "parley", "secret", "Ministry") for each in issuers]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}


def go(client: Client, at: StubIssuer, **data: str) -> dict[str, str]:
    """As far as the issuer: what it is asked."""
    page = client.post(reverse("openid_connect_login", args=[issuer.provider_id(at.url)]), data)
    assert page.status_code == 200, page["Location"]
    there = page["Refresh"].removeprefix("0; url=")
    assert there.startswith(f"{at.url}/in?")
    return {k: v[0] for k, v in parse_qs(urlsplit(there).query).items()}


def back(client: Client, at: StubIssuer, asked: dict[str, str], token: str | None) -> HttpResponse:
    where = reverse("openid_connect_callback", args=[issuer.provider_id(at.url)])
    return client.get(where, {"code": at.code(asked, token), "state": asked["state"]})


def through(client: Client, at: StubIssuer, process: str = "login", **claims: Any) -> HttpResponse:
    asked = go(client, at, process=process)
    return back(client, at, asked, at.signed(at.claims(asked, **claims)))


def connect(account: Account, at: StubIssuer, **claims: Any) -> Client:
    client = confirmed(account)
    assert through(client, at, "connect", **claims)["Location"] == reverse("socialaccount_connections")
    return client


def test_the_issuer_is_asked_for_the_subject_only_and_the_answer_is_bound_to_the_question(stub: StubIssuer) -> None:
    asked = go(browser(), stub)
    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 32
    assert asked["redirect_uri"].endswith(reverse("openid_connect_callback", args=[issuer.provider_id(stub.url)]))


def test_an_identity_opens_the_account_that_connected_it(aa: Member, stub: StubIssuer) -> None:
    connect(aa.first.account, stub)
    client = browser()
    assert through(client, stub, email="x@y.example", name="X")["Location"] == "/"
    assert is_signed_in(client)
    assert SocialAccount.objects.get().extra_data == {}, "issuer and subject are all that is kept"


def test_an_unknown_subject_makes_no_account_and_opens_none(aa: Member, stub: StubIssuer) -> None:
    before = Account.objects.count()
    client = browser()
    response = through(
        client, stub, email="x@y.example", email_verified=True, preferred_username=aa.first.account.username
    )
    assert "This identity opens no account" in said(response)
    assert (Account.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert not is_signed_in(client)


def test_an_e_mail_address_links_nothing(aa: Member, stub: StubIssuer) -> None:
    name = aa.first.account.username
    connect(aa.second.account, stub, sub="s2", email="mine@y.example", email_verified=True)
    for email in (name, f"{name}.example", "mine@y.example"):
        client = browser()
        through(client, stub, sub="s3", email=email, email_verified=True)
        assert not is_signed_in(client)
    assert SocialAccount.objects.get().uid == "s2"


def test_the_same_subject_at_another_issuer_is_another_identity(settings: Any, aa: Member, stub: StubIssuer) -> None:
    connect(aa.first.account, stub)
    other = StubIssuer()
    use(settings, stub, other)
    client = browser()
    assert "This identity opens no account" in said(through(client, other))
    assert not is_signed_in(client)
    connect(aa.second.account, other)
    client = browser()
    through(client, other)
    assert client.session["_auth_user_id"] == str(aa.second.account.pk)
    other.server.shutdown()


def test_an_answer_of_one_issuer_is_not_taken_at_another_ones_address(
    settings: Any, aa: Member, stub: StubIssuer
) -> None:
    other = StubIssuer()
    use(settings, stub, other)
    connect(aa.first.account, stub)
    client = browser()
    asked = go(client, stub)
    assert back(client, other, asked, stub.signed(stub.claims(asked))).status_code == 401
    assert not is_signed_in(client)
    other.server.shutdown()


BAD = {
    "another audience": {"aud": "somebody else"},
    "one audience more": {"aud": ["parley", "somebody else"]},
    "another party": {"azp": "somebody else"},
    "another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 1_600_000_000},
    "no expiry": {"exp": None},
    "from the future": {"iat": 4_000_000_000},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a number as subject": {"sub": 5},
    "too long a subject": {"sub": "s" * 192},
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
}


@pytest.mark.parametrize("claims", BAD.values(), ids=list(BAD))
def test_a_token_that_is_not_for_us_now_opens_nothing(aa: Member, stub: StubIssuer, claims: dict[str, Any]) -> None:
    connect(aa.first.account, stub)
    client = browser()
    try:
        response = through(client, stub, **claims)
    except TypeError:  # PyJWT does not make such a token
        return
    assert response.status_code == 401
    assert "could not be completed" in said(response)
    assert not is_signed_in(client)


def _b64(what: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).rstrip(b"=").decode()


def forged(kind: str, stub: StubIssuer, claims: dict[str, Any]) -> str | None:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(ANOTHER_KEY.public_key()))
    match kind:
        case "unsigned":
            return f"{_b64({'alg': 'none', 'kid': 'k1'})}.{_b64(claims)}."
        case "the client's secret":
            return jwt.encode(claims, "secret" * 8, "HS256", {"kid": "k1"})
        case "another key":
            return jwt.encode(claims, ANOTHER_KEY, "RS256", {"kid": "k1"})
        case "a key of its own":
            return jwt.encode(claims, ANOTHER_KEY, "RS256", {"kid": "k1", "jwk": public, "jku": "https://evil.example"})
        case "an unknown key":
            return stub.signed(claims, kid="k2")
        case "a critical extension":
            return stub.signed(claims, crit=["exp"])
        case "another algorithm":
            return jwt.encode(claims, stub.key, "PS256", {"kid": "k1"})
        case "changed":
            head, _body, end = stub.signed({**claims, "sub": "s9"}).split(".")
            return f"{head}.{_b64(claims)}.{end}"
        case "none":
            return None
        case _:
            return "rubbish"


KINDS = ["unsigned", "the client's secret", "another key", "a key of its own", "an unknown key", "a critical extension",
         "another algorithm", "changed", "none", "rubbish"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_the_issuer_did_not_sign_opens_nothing(aa: Member, stub: StubIssuer, kind: str) -> None:
    connect(aa.first.account, stub)
    client = browser()
    asked = go(client, stub)
    response = back(client, stub, asked, forged(kind, stub, stub.claims(asked)))
    assert response.status_code == 401
    assert not is_signed_in(client)


def test_an_issuer_that_calls_itself_otherwise_is_not_believed(stub: StubIssuer) -> None:
    stub.config = {"issuer": "https://evil.example"}
    where = reverse("openid_connect_login", args=[issuer.provider_id(stub.url)])
    assert browser().post(where).status_code == 401


def test_an_issuer_that_is_down_or_confused_is_said_to_be(settings: Any, stub: StubIssuer) -> None:
    where = reverse("openid_connect_login", args=[issuer.provider_id(stub.url)])
    stub.config = {"token_endpoint": None}
    assert browser().post(where).status_code == 401
    stub.server.shutdown()
    stub.server.server_close()
    response = browser().post(where)
    assert response.status_code == 401
    assert "could not be completed" in said(response)


def test_an_answer_without_our_question_does_nothing(aa: Member, stub: StubIssuer) -> None:
    connect(aa.first.account, stub)
    asked = go(browser(), stub)
    other = browser()  # somebody else's browser follows the address
    assert back(other, stub, asked, stub.signed(stub.claims(asked))).status_code == 401
    assert not is_signed_in(other)
    where = reverse("openid_connect_callback", args=[issuer.provider_id(stub.url)])
    for query in ({}, {"code": "x"}, {"state": "x"}, {"error": "access_denied"}):
        assert browser().get(where, query).status_code == 401
    client = browser()
    state = go(client, stub)["state"]
    response = client.get(where, {"error": "access_denied", "state": state}, follow=True)
    assert "You did not sign in" in said(response)


def test_connecting_takes_a_session_and_a_confirmation(aa: Member, stub: StubIssuer) -> None:
    where = reverse("openid_connect_login", args=[issuer.provider_id(stub.url)])
    assert browser().post(where, {"process": "connect"})["Location"].startswith(reverse("account_login"))
    response = signed_in(aa.first.account).post(where, {"process": "connect"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    client = confirmed(aa.first.account)
    asked = go(client, stub, process="connect")
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 600
    session.save()
    back(client, stub, asked, stub.signed(stub.claims(asked)))
    assert not SocialAccount.objects.exists()


def test_an_identity_opens_one_account_only(aa: Member, stub: StubIssuer) -> None:
    connect(aa.first.account, stub)
    client = connect(aa.second.account, stub)
    assert "opens another account already" in said(client.get(reverse("socialaccount_connections")))
    assert SocialAccount.objects.get().user == aa.first.account


def test_an_identity_of_a_closed_account_is_refused_like_an_unknown_one(
    world: World, aa: Member, stub: StubIssuer
) -> None:
    connect(aa.first.account, stub)
    acts.suspend(world.secretariat.actor(LATER), aa.first.account.username, "Note 7")
    closed, unknown = through(browser(), stub), through(browser(), stub, sub="s9")
    assert closed.status_code == unknown.status_code
    assert without_tokens(closed) == without_tokens(unknown)


def test_an_identity_does_not_replace_the_second_step(aa: Member, stub: StubIssuer) -> None:
    connect(aa.first.account, stub)
    secret, _codes = with_app(aa.first.account)
    client = browser()
    assert through(client, stub)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    enter(client, code_of(secret))
    assert is_signed_in(client)


def test_an_identity_is_disconnected_by_its_own_person_only(world: World, aa: Member, stub: StubIssuer) -> None:
    client = connect(aa.first.account, stub)
    page = said(client.get(reverse("socialaccount_connections")))
    (handle,) = re.findall(r'name="identity" value="([0-9a-f]{32})"', page)
    stranger = confirmed(world.members[1].first.account)
    assert stranger.post(reverse("socialaccount_connections"), {"identity": handle}).status_code == 404
    client.post(reverse("socialaccount_connections"), {"identity": handle})
    assert not SocialAccount.objects.exists()


def test_an_identity_at_a_former_issuer_is_still_listed_and_can_be_taken_back(
    settings: Any, aa: Member, stub: StubIssuer
) -> None:
    client = connect(aa.first.account, stub)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    page = said(client.get(reverse("socialaccount_connections")))
    assert "no longer in use" in page
    (handle,) = re.findall(r'name="identity" value="([0-9a-f]{32})"', page)
    client.post(reverse("socialaccount_connections"), {"identity": handle})
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("url", ["http://id.example", "id.example", "https://id.example/?a=1", "file:///etc/passwd"])
def test_an_issuer_that_anyone_on_the_way_could_play_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="PARLEY_OIDC_ISSUER"):
        checks.issuer_url(url)


# ── Recovery ──


def test_a_recovered_account_opens_to_nothing_that_opened_it_before(aa: Member, stub: StubIssuer) -> None:
    account = aa.second.account
    connect(account, stub)
    secret, codes = with_app(account)
    with_passkey(account, key := SoftKey())
    old, pending = signed_in(account), at_second_step(account)
    third = person(aa, "Third", [Role.FOCAL_POINT])
    proposed = acts.propose_account(
        aa.first.actor(LATER), display_name="Second", roles=[Role.FOCAL_POINT.value], recovers=account.id
    )
    link = acts.confirm_account(third.actor(LATER), proposed.id)
    nobody = Actor(acts.NOBODY, acts.NOBODY, acts.NOBODY, LATER)
    acts.use_enrolment(link, username="", password=PASSWORD, by=nobody)  # even the same password again
    assert not is_signed_in(old)
    assert not is_signed_in(by_passkey_client(key))
    for code in (code_of(secret), codes[0]):
        enter(pending, code)
        assert not is_signed_in(pending)
    client = browser()
    through(client, stub)
    assert not is_signed_in(client)
    assert sign_in(client, account.username)["Location"] == "/"


# ── Pages ──

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_served_in_every_language(aa: Member, stub: StubIssuer, language: str) -> None:
    with_app(aa.first.account)
    with_passkey(aa.first.account, SoftKey())
    client = confirmed(aa.first.account)
    client.cookies["parley_language"] = language
    handle = re.findall(r"/passkeys/([0-9a-f]{32})/edit/", client.get(reverse("mfa_index")).content.decode())[0]
    for pattern in urlpatterns:
        args = [handle] if "handle" in str(pattern.pattern) else []
        args = [issuer.provider_id(stub.url)] if "provider_id" in str(pattern.pattern) else args
        response = client.get(reverse(pattern.name or "", args=args))
        assert response.status_code in {200, 302, 401, 405}, pattern.name
        assert "no-store" in response["Cache-Control"]
        if response.status_code == 200 and "html" in response["Content-Type"]:
            assert f'<html lang="{language}"' in response.content.decode()


def test_every_page_can_be_asked_for_without_signing_in_and_none_breaks(stub: StubIssuer) -> None:
    for pattern in urlpatterns:
        args = ["0" * 32] if "handle" in str(pattern.pattern) else []
        args = [issuer.provider_id(stub.url)] if "provider_id" in str(pattern.pattern) else args
        for method in ("get", "post", "put", "head", "delete"):
            response = getattr(browser(), method)(reverse(pattern.name or "", args=args))
            public = pattern.name in PUBLIC_ROUTES
            assert response.status_code in ({200, 302, 401, 405} if public else {302}), (method, pattern.name)


def test_every_form_carries_the_mark_of_its_own_page(aa: Member, stub: StubIssuer) -> None:
    with_app(aa.first.account)
    with_passkey(aa.first.account, SoftKey())
    client = confirmed(aa.first.account)
    pages = [browser().get(reverse("account_login"), {"next": "/council/"})]
    pages += [at_second_step(aa.first.account).get(reverse("mfa_authenticate"))]
    names = [p.name or "" for p in urlpatterns if "<" not in str(p.pattern)]
    pages += [client.get(reverse(name)) for name in names]
    forms = [
        form for page in pages for form in re.findall(r'<form[^>]*method="post".*?</form>', page.content.decode(), re.S)
    ]
    assert len(forms) > 10
    assert [form for form in forms if form.count("csrfmiddlewaretoken") != 1] == []
    assert pages[0].content.count(b'name="next" value="/council/"') == 3, "each way in leads to where one wanted to go"


def test_the_routes_that_need_no_sign_in_exist(world: World) -> None:
    ours = {p.name for p in urlpatterns if isinstance(p, URLPattern)}
    named = {n for n in PUBLIC_ROUTES if n.startswith(("account_", "mfa_", "openid_", "socialaccount_"))}
    assert named <= ours


def test_without_a_script_the_page_says_that_passkeys_need_one() -> None:
    page = said(browser().get(reverse("account_login")))
    assert "A passkey needs JavaScript" in page
    assert re.search(r"data-with hidden><button", page)


def test_nobody_signs_up_and_no_mail_is_sent(client: Client) -> None:
    for path in (
        "signup",
        "password/reset",
        "email",
        "confirm-email",
        "inactive",
        "social/signup",
        "3rdparty",
        "login/code",
    ):
        assert client.get(f"/account/{path}/").status_code == 302, "like every address that is not there"
    assert "sign-up" in said(client.get(reverse("account_login")))
