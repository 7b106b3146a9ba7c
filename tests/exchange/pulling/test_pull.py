"""`parley exchange pull` goes on where it stopped, sends what is new, and bears whatever the other server does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.exchange.api.conftest import ROOT, START, Clock, Council, Taxii, id_of, indicator, stix

from parley.cli.exchange import node as exchange_node
from parley.cli.exchange.node import Node
from parley.cli.exchange.pulling import Tally, run, target_of
from parley.cli.exchange.source import PAUSE_SECONDS_MAX, Source, SourceError, State, authorization
from parley.council.rules import Scope
from parley.exchange.fetching import Answer, FetchError
from parley.exchange.rules.pulling import Fate

URL = "https://other.example/root/collections/1/"
LATER = {"modified": "2021-12-02T00:00:00.000Z"}


def through_django(
    url: str, *, method: str = "GET", headers: Any = None, body: bytes | None = None, **_: Any
) -> Answer:
    parts = urlsplit(url)
    found = Client().generic(
        method, parts.path, body or b"", content_type=headers.get("Content-Type", ""), headers=headers,
        query_params=None, QUERY_STRING=parts.query,
    )  # fmt: skip
    return Answer(found.status_code, {k.lower(): v for k, v in found.headers.items()}, found.content, url)


Answers = Callable[[Mapping[str, str]], Answer]


class Other:
    """Another server: what it answers to each query, and what it was asked."""

    def __init__(self, *answers: Answers) -> None:
        self.answers: Iterator[Answers] = iter(answers)
        self.asked: list[dict[str, str]] = []

    def __call__(self, url: str, **_: Any) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.asked.append({name: value for name, value in query.items() if name != "limit"})
        return next(self.answers)(query)


def page(*objects: bytes, more: bool = False, next_: str = "", last: str = "2021-12-07T11:00:00.000000Z") -> Answers:
    body = b'{"more":%s,"next":%s,"objects":[%s]}' % (
        json.dumps(more).encode(),
        json.dumps(next_).encode(),
        b",".join(objects),
    )
    return lambda _: Answer(200, {"x-taxii-date-added-last": last}, body)


def status(code: int, **headers: str) -> Answers:
    return lambda _: Answer(code, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


class Pull:
    """A member's machine: its token, its state file, and the pauses it made."""

    def __init__(self, of: Taxii, clock: Clock, folder: Path) -> None:
        self.of, self.clock, self.path = of, clock, folder / "state.json"
        self.pauses: list[float] = []
        self.said: list[str] = []

    def __call__(self, other: Callable[..., Answer], *identities: str, to: str = "own", dry: bool = False) -> Tally:
        node = Node("https://node.example" + ROOT, self.of.secret, pause=self.pauses.append)
        into = node.collection(to, to_write=True)
        source = Source(URL, "", ask=other, pause=self.pauses.append, now=self.clock)
        tally = Tally(say=self.said.append)
        state = State(self.path, URL, into)
        self.clock.tick()
        try:
            run(source, target_of(node, into, frozenset(identities), dry=dry), state, tally)
        finally:
            self.clock.tick()
        return tally

    def own(self) -> list[str]:
        return [each["name"] for each in self.of.get("collections/own/objects/").get("objects", [])]


@pytest.fixture
def pull(aa: Taxii, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pull:
    monkeypatch.setattr(exchange_node, "fetch", through_django)
    return Pull(aa, clock, tmp_path)


def test_pages_are_read_to_the_end_and_the_next_run_begins_there(pull: Pull) -> None:
    other = Other(
        page(indicator("a"), more=True, next_="n"), page(indicator("b")), page(indicator("b"), indicator("c"))
    )
    assert pull(other).taken == 2
    again = pull(other)
    assert (again.taken, again.fates[Fate.KNOWN]) == (1, 1)
    assert sorted(pull.own()) == ["a", "b", "c"]
    assert other.asked == [{}, {"next": "n"}, {"added_after": "2021-12-07T10:59:59.999999Z"}]


def test_a_run_that_broke_off_goes_on_with_the_page_it_did_not_get(pull: Pull) -> None:
    broken = Other(page(indicator("a"), more=True, next_="n"), status(403))
    with pytest.raises(SourceError, match="403"):
        pull(broken)
    going_on = Other(page(indicator("b")))
    assert pull(going_on).taken == 1
    assert going_on.asked == [{"next": "n"}]


def test_a_next_that_the_server_has_forgotten_is_given_up_for_the_date(pull: Pull) -> None:
    with pytest.raises(SourceError):
        pull(Other(page(indicator("a"), more=True, next_="n"), status(500)))
    other = Other(status(404), page(indicator("a"), indicator("b")))
    assert pull(other).taken == 1
    assert other.asked == [{"next": "n"}, {"added_after": "2021-12-07T10:59:59.999999Z"}]


def test_a_busy_server_is_asked_later_as_it_says(pull: Pull) -> None:
    date = (START + timedelta(seconds=31)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    other = Other(status(429, retry_after="7"), status(503, retry_after=date), status(503), page(indicator("a")))
    assert pull(other).taken == 1
    assert pull.pauses == [7.0, 29.0, 8.0]


def test_a_server_that_stays_busy_or_wants_too_long_a_pause_is_left_for_another_run(pull: Pull) -> None:
    with pytest.raises(SourceError, match="503"):
        pull(Other(*[status(503, retry_after="1")] * 6))
    assert pull.pauses == [1.0] * 5
    with pytest.raises(SourceError, match="429"):
        pull(Other(status(429, retry_after=str(int(PAUSE_SECONDS_MAX) + 1))))
    assert pull.pauses == [1.0] * 5
    assert not pull.path.exists()


def test_a_new_date_alone_is_no_new_version(pull: Pull) -> None:
    pull(Other(page(indicator("a"))))
    tally = pull(Other(page(indicator("a", **LATER))))
    assert (tally.taken, tally.fates[Fate.UNCHANGED]) == (0, 1)
    changed = json.loads(indicator("a", **LATER)) | {"description": "More is known."}
    assert pull(Other(page(json.dumps(changed).encode()))).taken == 1


def test_what_came_from_here_is_not_sent_back(pull: Pull, bb: Taxii, clock: Clock) -> None:
    us = id_of("identity", "us")
    bb.shared(indicator("from-another-member"))
    clock.tick()
    tally = pull(
        Other(page(indicator("from-another-member"), indicator("ours", created_by_ref=us), indicator("a"))), us
    )
    assert (tally.taken, tally.fates[Fate.ECHO]) == (1, 2)
    assert pull.own() == ["a"]


def test_a_stranger_that_takes_an_id_first_keeps_nothing_away(pull: Pull, bb: Taxii, clock: Clock) -> None:
    bb.shared(indicator("a", description="something else"))
    clock.tick()
    assert pull(Other(page(indicator("a")))).taken == 1


def test_a_dry_run_sends_and_keeps_nothing(pull: Pull) -> None:
    assert pull(Other(page(indicator("a"))), dry=True).fates[Fate.NEW] == 1
    assert pull.own() == []
    assert not pull.path.exists()


def test_what_is_refused_is_said_and_the_rest_is_taken(pull: Pull) -> None:
    tally = pull(Other(page(b'{"type":"indicator"}', indicator("a"), b"3")))
    assert (tally.taken, tally.refused) == (1, 2)
    assert len(pull.said) == 2


def test_a_notice_of_recall_is_said_and_not_shared(pull: Pull) -> None:
    gone = id_of("indicator", "gone")
    extension = {"extension-definition--0d5c0f3a-7a5e-4a3e-9f39-6b2f1c1d5c11": {"extension_type": "new-sdo"}}
    notice = stix("x-parley-recall", "n", recalled_id=gone, extensions=extension)
    assert pull(Other(page(notice))).fates[Fate.RECALLED] == 1
    assert pull.said == [f"Recalled over there: {gone}. If it is here, withdraw it."]


@pytest.mark.parametrize(
    "answers",
    [
        [page(indicator("a"), more=True, next_="n"), page(indicator("b"), more=True, next_="n")],
        [page(indicator("a"), more=True, next_="n"), page(indicator("a"), more=True, next_="m")],
        [page(indicator("a"), more=True, last=""), page(indicator("b"), more=True, last="")],
        [page(more=True, next_=str(n)) for n in range(20)],
    ],
)
def test_a_server_that_goes_in_circles_is_left(pull: Pull, answers: list[Answers]) -> None:
    with pytest.raises(SourceError, match="Ask who runs it"):
        pull(Other(*answers))


def test_a_date_in_the_future_does_not_skip_what_comes_until_then(pull: Pull) -> None:
    other = Other(page(indicator("a"), last="2099-01-01T00:00:00Z"), page(indicator("b")))
    pull(other)
    pull(other)
    assert other.asked[1]["added_after"] < "2021-12-08"


def test_a_network_that_fails_is_asked_again_and_a_refused_address_is_not(pull: Pull) -> None:
    def refused(again: bool) -> Answers:
        def answer(_: Mapping[str, str]) -> Answer:
            raise FetchError(exchange_node.Message("It failed."), again=again)

        return answer

    assert pull(Other(refused(True), page(indicator("a")))).taken == 1
    with pytest.raises(FetchError):
        pull(Other(refused(False)))


def test_one_node_pulls_from_another_and_both_ways_come_to_rest(pull: Pull, council: Council, bb: Taxii) -> None:
    """The other server is a Parley as well: BB's own collection is read into AA's."""
    bb.shared(*(indicator(f"n{n}") for n in range(5)), to="own")
    pull.clock.tick()
    reader = council.token(council.members[1], Scope.EXCHANGE_READ)

    def other(url: str, *, headers: dict[str, str], **_: Any) -> Answer:
        query = urlsplit(url).query.replace("limit=1000", "limit=2")
        authorized = headers | {"Authorization": f"Bearer {reader.secret}"}
        return through_django(f"https://node.example{ROOT}collections/own/objects/?{query}", headers=authorized)

    assert pull(other).taken == 5
    for _ in range(2):
        assert pull(other).taken == 0
    assert len(pull.own()) == 5


@pytest.mark.parametrize("text", ["", "{", "[]", '{"from":"x"}', '{"from":1,"to":2,"added_after":3,"next":4,"last":5}'])
def test_a_file_that_is_not_a_state_is_not_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(SourceError, match="cannot be used"):
        State(path, URL, "x").read()
    assert path.read_text() == text


def test_secrets_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("name:secret\n")
    assert authorization(None, file) == "Basic bmFtZTpzZWNyZXQ="
    assert authorization(file, None) == "Bearer name:secret"
    assert authorization(None, None) == ""
    file.write_text("two\nlines")
    with pytest.raises(SourceError, match="cannot be used"):
        authorization(file, None)
