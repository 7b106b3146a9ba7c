"""A blocklist holds what its reader may see, of others and of its own, and that it was fetched is known."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from tests.exchange.api.conftest import Clock, Council, Taxii, id_of, indicator

from parley.council.rules import Scope
from parley.exchange.queries.objects import fetches


def get(of: Taxii, name: str, query: str = "") -> HttpResponse:
    where = f"/exchange/blocklists/{name}{query}"
    return Client().get(where, headers={"Authorization": f"Bearer {of.secret}"})


def lines(of: Taxii, name: str = "domain.txt", query: str = "?warned=1") -> list[str]:
    response = get(of, name, query)
    assert response.status_code == 200
    return response.content.decode().splitlines()


def test_what_is_shared_and_ones_own_is_listed_and_nothing_else(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    aa.shared(indicator("shared"))
    aa.shared(indicator("kept"), to="own")
    bb.shared(indicator("ours"), to="own")
    clock.tick()
    assert lines(bb) == ["ours.example", "shared.example"]
    assert lines(aa) == ["kept.example", "shared.example"]
    assert lines(council.token(council.members[2])) == ["shared.example"]


def test_what_expired_was_revoked_or_recalled_is_gone(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    later = {"modified": "2021-12-02T00:00:00.000Z"}
    aa.shared(indicator("a"), indicator("b"), indicator("c", valid_until="2021-12-07T12:00:10Z"))
    clock.tick()
    assert lines(bb) == ["a.example", "b.example", "c.example"]
    aa.shared(indicator("a", revoked=True, **later))
    aa.ask("DELETE", f"collections/council/objects/{id_of('indicator', 'b')}/")
    clock.tick(10)
    assert lines(bb) == []


def test_what_is_on_a_warning_list_is_left_out_unless_it_is_asked_for(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    good, bad = "[ipv4-addr:value = '8.8.8.8']", "[ipv4-addr:value = '45.1.1.1']"
    aa.shared(indicator("resolver", pattern=good), indicator("other", pattern=bad))
    clock.tick()
    assert lines(bb, "ip.txt", "") == ["45.1.1.1"]
    assert get(bb, "ip.txt")["X-Parley-Left-Out"] == "1"
    assert lines(bb, "ip.txt") == ["45.1.1.1", "8.8.8.8"]


def test_the_originator_sees_who_fetched_a_list(council: Council, clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a"))
    clock.tick()
    lines(bb, "domain.rules")
    first = council.members[0].viewer
    assert [fetch.party for fetch in fetches(first, id_of("indicator", "a"))] == [bb.party]


def test_each_form_is_served(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a", name="=1+1"))
    clock.tick()
    assert lines(bb, "domain.csv")[1].startswith("a.example,domain,indicator--")
    assert "'=1+1" in lines(bb, "domain.csv")[1]
    assert [line.split(" ")[1] for line in lines(bb, "domain.rules")] == ["dns", "tls"]
    assert get(bb, "domain.csv")["Content-Type"] == "text/csv; charset=utf-8"
    assert get(bb, "domain.csv")["Cache-Control"] == "private, no-store"


def test_a_list_that_there_is_not_is_not_found(bb: Taxii) -> None:
    for name in ("domain", "domain.exe", "names.txt", "md5.rules", "..txt"):
        assert get(bb, name).status_code == 404


def test_a_token_for_something_else_opens_no_list(council: Council, aa: Taxii) -> None:
    other = council.token(council.members[1], Scope.EXCHANGE_WRITE)
    assert get(other, "domain.txt").status_code == 401
    assert Client().get("/exchange/blocklists/domain.txt").status_code == 401


def test_a_list_longer_than_one_page_is_whole(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    for start in (0, 600):
        aa.shared(*(indicator(f"n{n:04}") for n in range(start, start + 600)))
        clock.tick()
    assert len(lines(bb)) == 1200
