"""A token opens what its scope says, to whoever still may, and only from its header (11, 12, 19)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.exchange.api.conftest import MEDIA_TYPE, START, Clock, Council, Taxii, indicator

from parley.council import acts
from parley.council.models import Account, Appointment
from parley.council.rules import Scope
from parley.web.middleware import TOKEN_SCOPES

ADDRESSES = (
    "/exchange/blocklists/domain.txt",
    "/exchange/blocklists/domain.csv",
    "/exchange/misp/manifest.json",
    "/exchange/misp/99999999-9999-4999-8999-999999999999.json",
    "/taxii2/",
    "/taxii2/council/entitlements/",
    "/taxii2/council/collections/shared/objects/",
)


def ask(where: str, secret: str = "", query: str = "", **headers: str) -> Any:
    given = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client().get(where + query, headers={"Accept": MEDIA_TYPE} | given | headers)


@pytest.fixture
def reader(council: Council, clock: Clock, aa: Taxii) -> str:
    """BB's token that reads."""
    aa.shared(indicator("a"))
    clock.tick()
    return council.token(council.members[1], Scope.EXCHANGE_READ, at=clock.now).secret


def test_the_addresses_are_those_that_tokens_open() -> None:
    opened = {name for name in TOKEN_SCOPES if name.startswith("exchange:")}
    assert opened == {"exchange:blocklist", "exchange:misp_manifest", "exchange:misp_event"}


@pytest.mark.parametrize("where", ADDRESSES)
def test_a_token_in_the_address_or_a_cookie_is_none(reader: str, where: str) -> None:
    nothing = ask(where)
    for name in ("token", "access_token", "api_key", "key", "authkey"):
        assert ask(where, query=f"?{name}={reader}").status_code == nothing.status_code
    for header in ("X-API-Key", "X-Auth-Token", "Proxy-Authorization"):
        assert ask(where, **{header: f"Bearer {reader}"}).status_code == nothing.status_code
    assert ask(where, Cookie=f"sessionid={reader}; token={reader}").status_code == nothing.status_code
    assert nothing.status_code in {302, 401}
    assert ask(where, reader).status_code in {200, 404}


def test_without_a_token_a_list_is_refused_and_not_empty(council: Council) -> None:
    """A way to the sign-in, followed or not, would be taken for a list by whoever fetches it."""
    for where in ("/exchange/blocklists/domain.txt", "/exchange/misp/manifest.json"):
        assert ask(where).status_code == 401, where


@pytest.mark.parametrize("why", ["revoked", "suspended", "closed", "expired", "appointment ended"])
def test_a_token_that_no_longer_counts_is_one_that_never_was(
    council: Council, clock: Clock, reader: str, why: str
) -> None:
    member = council.members[1]
    match why:
        case "revoked":
            token = member.first.account.appointments.get().tokens.get()
            acts.revoke_token(member.actor(clock.now), token.id)
        case "suspended":
            acts.suspend(council.world.secretariat.actor(clock.now), member.first.account.username, "Note 2/2021")
        case "closed":
            Account.objects.filter(id=member.first.account.id).update(is_active=False)
        case "expired":
            clock.now = START + timedelta(days=31)
        case _:
            Appointment.objects.filter(account=member.first.account).update(until=clock.now)
    clock.tick()
    for where in ADDRESSES:
        after, never = ask(where, reader), ask(where, "parley_unknown")
        assert (after.status_code, after.content) == (never.status_code, never.content), where
        assert after.status_code == 401, where


@pytest.mark.parametrize("where", ADDRESSES[:4])
@pytest.mark.parametrize("scope", [s for s in Scope if s is not Scope.EXCHANGE_READ])
def test_a_token_for_something_else_opens_nothing(council: Council, where: str, scope: Scope) -> None:
    other = council.token(council.members[1], scope)
    assert ask(where, other.secret).status_code == 401


@pytest.mark.parametrize("where", ["/exchange/", "/exchange/share/", "/exchange/sent/", "/exchange/collections/"])
def test_no_token_opens_a_page(council: Council, bb: Taxii, where: str) -> None:
    assert ask(where, bb.secret).status_code == 401
    browser = council.members[1].first.browser()  # nor does a session beside a token
    assert browser.get(where, headers={"Authorization": f"Bearer {bb.secret}"}).status_code == 401


@pytest.mark.parametrize("where", ADDRESSES)
def test_nothing_that_a_token_opens_is_kept_by_a_cache(reader: str, where: str) -> None:
    for secret in (reader, "", "parley_unknown"):
        answer = ask(where, secret)
        kept = answer.headers.get("Cache-Control", "")
        assert "private" in kept
        assert "public" not in kept
        if answer.status_code == 200:
            assert "no-store" in kept
        assert not {"ETag", "Last-Modified"} & set(answer.headers)
        if not where.startswith("/taxii2/"):
            assert {"Cookie", "Authorization"} <= {v.strip() for v in answer.headers["Vary"].split(",")}
