"""`parley exchange`: what a member's own machine sends and fetches, through the same door as all its systems."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.exchange.api.conftest import START, Council, Taxii, aa, bb, clock, council, id_of, identity, indicator, stix
from tests.exchange.formats.samples import ADDRESS, DOMAIN, EVENT, attribute, event, tagged

from parley.cli import exchange
from parley.cli.arguments import parser
from parley.cli.exchange import importing
from parley.cli.exchange import node as exchange_node
from parley.cli.exchange.node import Node, NodeError, node
from parley.council.errors import ParleyError
from parley.council.rules import Scope
from parley.exchange.fetching import Answer, FetchError
from parley.exchange.formats.misp_bounds import TLP_MARKS
from parley.exchange.warnings import Warned, warnings_of
from parley.release.rules.markings import Marking

__all__ = ["aa", "bb", "clock", "council"]

SERVER = "https://council.example"


class Network:
    """The node as the machine reaches it. `calls` are those that came; `broken` is the first that does not come."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.broken: int | None = None

    def fetch(
        self, url: str, *, method: str = "GET", headers: Any = None, body: bytes | None = None, **bounds: Any
    ) -> Answer:
        at = urlsplit(url)
        assert f"{at.scheme}://{at.netloc}" == SERVER
        assert bounds["limits"].redirects == 0
        if self.broken is not None and len([m for m, _ in self.calls if m == "POST"]) >= self.broken:
            raise ParleyError("the network is gone")
        self.calls.append((method, at.path))
        sent = {name.replace("-", "_").upper(): value for name, value in (headers or {}).items()}
        extra = {f"HTTP_{name}": value for name, value in sent.items() if name != "CONTENT_TYPE"}
        answer = Client().generic(
            method, at.path, body or b"", sent.get("CONTENT_TYPE", ""), QUERY_STRING=at.query, **extra
        )
        return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content, url)

    @property
    def posts(self) -> int:
        return len([method for method, _ in self.calls if method == "POST"])


def of_resolvers(raws: list[bytes]) -> list[Warned]:
    """The names of all samples are on a list: they are for documentation."""
    return warnings_of(raw for raw in raws if b"8.8.8.8" in raw)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Network:
    made = Network()
    monkeypatch.setattr(exchange_node, "fetch", made.fetch)
    monkeypatch.setattr(importing, "warnings_of", of_resolvers)
    monkeypatch.setenv("PARLEY_SERVER", SERVER)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return made


@pytest.fixture
def as_aa(network: Network, aa: Taxii, monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setenv("PARLEY_TOKEN", aa.secret)
    return network


def run(*arguments: object) -> int:
    return exchange.run(parser().parse_args(["exchange", *map(str, arguments)]))


def bundle(path: Path, *objects: bytes) -> Path:
    path.write_bytes(b'{"type":"bundle","objects":[%s]}' % b",".join(objects))
    return path


def seen(of: Taxii, collection: str = "council") -> set[str]:
    return {each["id"] for each in of.get(f"collections/{collection}/objects/").get("objects", ())}


def raws(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.iterdir()):
        yield file.read_bytes()


def test_what_is_imported_is_with_the_others_octet_for_octet(
    as_aa: Network, council: Council, bb: Taxii, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = indicator("one").replace(b'": ', b'" :  ')
    assert run("import", bundle(tmp_path / "a.json", one, identity("two"))) == 0
    council.clock.tick()
    assert seen(bb) == {id_of("indicator", "one"), id_of("identity", "two")}
    monkeypatch.setenv("PARLEY_TOKEN", bb.secret)
    assert run("export", "--collection", "council", "--out", tmp_path / "out") == 0
    (exported,) = raws(tmp_path / "out")
    assert one in exported
    assert len(json.loads(exported)["objects"]) == 2


def test_each_refusal_is_said_with_file_pointer_and_sentence_and_the_rest_is_taken(
    as_aa: Network, council: Council, bb: Taxii, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = bundle(tmp_path / "a.json", stix("indicator", "bad"), indicator("one"), b"7")
    assert run("import", file) == 1
    out = capsys.readouterr().out
    assert f"a.json#/objects/0: {id_of('indicator', 'bad')}" in out
    assert "/pattern" in out
    assert "a.json#/objects/2: Expected" in out
    council.clock.tick()
    assert seen(bb) == {id_of("indicator", "one")}


def test_what_the_node_alone_can_refuse_is_said_with_the_place_in_the_file(
    as_aa: Network, aa: Taxii, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aa.shared(indicator("one"))
    assert run("import", bundle(tmp_path / "a.json", indicator("two"), indicator("one", name="another"))) == 1
    out = capsys.readouterr().out
    assert f"a.json#/objects/1: {id_of('indicator', 'one')}" in out
    assert "2 objects read, 1 added, or there already, 1 refused." in out


def test_a_dry_run_asks_nothing_of_the_node_and_keeps_nothing(network: Network, tmp_path: Path) -> None:
    assert run("import", "--dry-run", bundle(tmp_path / "a.json", indicator("one"))) == 0
    assert run("import", "--dry-run", bundle(tmp_path / "b.json", b"{}")) == 1
    assert network.calls == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "b.json"]


def test_what_is_on_a_warning_list_is_held_back_until_it_is_said_again(
    as_aa: Network, council: Council, aa: Taxii, bb: Taxii, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = bundle(tmp_path / "a.json", indicator("one"), indicator("dns", pattern="[ipv4-addr:value = '8.8.8.8']"))
    assert run("import", file) == 1
    assert "Do you really want to share it?" in capsys.readouterr().out
    council.clock.tick()
    assert seen(bb) == {id_of("indicator", "one")}
    assert run("import", "--to", "own", file) == 0
    assert run("import", "--despite-warnings", file) == 0
    council.clock.tick()
    assert seen(bb) == {id_of("indicator", "one"), id_of("indicator", "dns")}


def test_an_import_that_was_stopped_goes_on_where_it_was(
    as_aa: Network, council: Council, bb: Taxii, tmp_path: Path
) -> None:
    file = bundle(tmp_path / "a.json", *(indicator(str(i)) for i in range(4)))
    as_aa.broken = 2
    with pytest.raises(ParleyError):
        run("import", "--batch", 1, file)
    assert as_aa.posts == 2
    as_aa.broken = None
    assert run("import", "--batch", 1, "--resume", file) == 0
    assert as_aa.posts == 4
    council.clock.tick()
    assert seen(bb) == {id_of("indicator", str(i)) for i in range(4)}
    assert run("import", file) == 0  # again, whole: a success that changes nothing
    council.clock.tick()
    assert len(seen(bb)) == 4


def test_resuming_judges_and_sends_only_what_the_node_has_not_taken(
    as_aa: Network,
    council: Council,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = bundle(tmp_path / "a.json", indicator("whole"))
    second = bundle(tmp_path / "b.json", *(indicator(str(i)) for i in range(4)), indicator("bad", confidence=900))
    as_aa.broken = 2
    with pytest.raises(ParleyError):
        run("import", "--batch", 2, first, second)
    as_aa.broken = None
    read_: list[str] = []
    judged_: list[bytes] = []
    monkeypatch.setattr(importing, "read", _noting(importing.read, read_, 1))
    monkeypatch.setattr(importing, "check", _noting(importing.check, judged_, 0))
    before = as_aa.posts
    capsys.readouterr()
    assert run("import", "--batch", 2, "--resume", first, second) == 1  # one object is refused still, and said so
    assert read_ == ["b.json"]
    assert len(judged_) == 3
    assert as_aa.posts == before + 1
    out = capsys.readouterr().out
    assert "6 objects read, 5 added, or there already, 1 refused." in out
    assert "3 of them had been sent before." in out


def _noting(function: Any, into: list[Any], argument: int) -> Any:
    def noted(*arguments: Any, **more: Any) -> Any:
        into.append(arguments[argument])
        return function(*arguments, **more)

    return noted


def test_resuming_a_changed_file_sends_what_is_new_in_it(as_aa: Network, tmp_path: Path) -> None:
    as_aa.broken = 1
    with pytest.raises(ParleyError):
        run("import", "--batch", 1, bundle(tmp_path / "a.json", indicator("one"), indicator("two")))
    as_aa.broken = None
    assert run("import", "--resume", bundle(tmp_path / "a.json", indicator("one"), indicator("three"))) == 0
    assert as_aa.posts == 2


def test_what_is_referred_to_goes_first_so_that_a_private_thing_is_not_named(
    as_aa: Network, council: Council, bb: Taxii, tmp_path: Path
) -> None:
    secret = indicator("secret", object_marking_refs=[TLP_MARKS[Marking.RED]])
    report = stix("report", "r", name="r", published="2021-12-01T00:00:00Z", object_refs=[id_of("indicator", "secret")])
    assert run("import", "--batch", 1, bundle(tmp_path / "a.json", report, secret)) == 0
    council.clock.tick()
    assert seen(bb) == set()


@pytest.mark.parametrize("says", [{"distribution": "0"}, {"distribution": "4"}, {"Tag": tagged("tlp:red")}])
def test_a_misp_event_that_is_ours_alone_reaches_nobody_and_comes_back(
    says: dict[str, Any], as_aa: Network, council: Council, aa: Taxii, bb: Taxii, tmp_path: Path
) -> None:
    (tmp_path / "event.json").write_text(json.dumps({"Event": event(**says)}))
    assert run("import", tmp_path / "event.json") == 0
    council.clock.tick()
    assert seen(bb) == seen(bb, "shared") == set()
    assert len(seen(aa, "own")) > 5
    assert run("export", "--collection", "own", "--format", "misp", "--out", tmp_path / "out") == 0
    (file,) = raws(tmp_path / "out")
    back = json.loads(file)["Event"]
    assert (back["uuid"], {a["uuid"] for a in back["Attribute"]}) == (EVENT, {DOMAIN, ADDRESS})
    assert back["distribution"] == says.get("distribution", "3")


def test_a_private_attribute_leaves_no_trace_with_those_who_get_its_event(
    as_aa: Network, council: Council, bb: Taxii, tmp_path: Path
) -> None:
    open_ = attribute(DOMAIN, "domain", "a.example")
    private = attribute(ADDRESS, "ip-dst", "192.0.2.1", distribution="0")
    (tmp_path / "event.json").write_text(json.dumps({"Event": event(Attribute=[open_, private])}))
    assert run("import", tmp_path / "event.json") == 0
    council.clock.tick()
    got = bb.ask("GET", "collections/council/objects/").content.decode()
    assert DOMAIN in got
    assert ADDRESS not in got
    assert "192.0.2.1" not in got


def test_csv_comes_in_by_its_columns_and_goes_out_guarded(as_aa: Network, council: Council, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("What,Note\na.example,=cmd()\nb.example,plain\n")
    os.utime(tmp_path / "in.csv", (START.timestamp(), START.timestamp()))
    assert run("import", "--map", "value=What", "--map", "name=Note", tmp_path / "in.csv") == 0
    council.clock.tick()
    assert run("export", "--collection", "own", "--format", "csv", "--out", tmp_path / "out") == 0
    with (tmp_path / "out/indicators.csv").open() as file:
        rows = {row["value"]: row["name"] for row in csv.DictReader(file)}
    assert rows == {"a.example": "'=cmd()", "b.example": "plain"}


def test_an_export_goes_into_an_empty_folder_only(as_aa: Network, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    with pytest.raises(ParleyError, match="an empty folder"):
        run("export", "--out", tmp_path)


def test_a_collection_that_the_token_may_not_use_is_refused_before_anything_is_read(
    as_aa: Network, tmp_path: Path
) -> None:
    for name in ("nothing", "shared"):
        with pytest.raises(NodeError, match=r"council.*own"):
            run("import", "--to", name, bundle(tmp_path / "a.json", indicator("one")))
    assert as_aa.posts == 0


@pytest.mark.parametrize(
    ("command", "scope", "said"),
    [
        ("import", Scope.EXCHANGE_READ, "lacks the scope exchange:write.*Make a token with that scope"),
        ("export", Scope.EXCHANGE_WRITE, "lacks the scope exchange:read.*Make a token with that scope"),
        ("import", Scope.LEDGER_READ, "neither the scope exchange:read nor exchange:write.*make a new one"),
        ("export", None, "does not know this token.*make a new one"),
    ],
)
def test_a_token_that_cannot_do_it_is_told_what_it_lacks_and_what_to_do(
    command: str,
    scope: Scope | None,
    said: str,
    network: Network,
    council: Council,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARLEY_TOKEN", council.token(council.members[0], scope).secret if scope else "nonsense")
    file = bundle(tmp_path / "a.json", indicator("one"))
    with pytest.raises(NodeError, match=said):
        run(command, *([file] if command == "import" else ["--out", tmp_path / "out"]))


@pytest.mark.parametrize("content", ["", "two tokens", "one\ntwo", "n" * 2_000, "\x00"])
def test_a_tokens_file_holds_one_token(content: str, network: Network, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(content)
    with pytest.raises(NodeError):
        node(SERVER, tmp_path / "token")
    assert network.calls == []


def test_the_token_is_not_shown() -> None:
    assert "secret" not in repr(Node("https://council.example/", "secret"))


# A node that misbehaves


def answering(*answers: tuple[int, dict[str, str], Any]) -> Any:
    left = list(answers)

    def fetch(url: str, **more: Any) -> Answer:
        status, headers, body = left.pop(0)
        return Answer(status, headers, body if isinstance(body, bytes) else json.dumps(body).encode(), url)

    return fetch


def made(monkeypatch: pytest.MonkeyPatch, *answers: tuple[int, dict[str, str], Any]) -> tuple[Node, list[float]]:
    paused: list[float] = []
    monkeypatch.setattr(exchange_node, "fetch", answering(*answers))
    return Node(f"{SERVER}/taxii2/council/", "t", pause=paused.append), paused


def test_a_busy_node_is_asked_again_when_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = (503, {"retry-after": "7"}, {})
    at, paused = made(monkeypatch, busy, (429, {}, {}), (503, {"retry-after": "9999"}, {}), (200, {}, {"a": 1}))
    assert at.get("") == {"a": 1}
    assert paused == [7, 2, 60]


def test_a_node_that_stays_busy_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    at, paused = made(monkeypatch, *[(503, {}, {"title": "Busy"})] * exchange_node.TRIES_MAX)
    with pytest.raises(NodeError, match="503: Busy"):
        at.get("")
    assert len(paused) == exchange_node.TRIES_MAX - 1


def test_what_is_wrong_with_the_request_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    at, paused = made(monkeypatch, (401, {}, {"title": "A token is needed\x1b[2J"}))
    with pytest.raises(NodeError, match="does not know this token") as refused:
        at.get("")
    assert paused == []
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize(
    "pages",
    [
        [{"more": True, "next": "a", "objects": [{}]}, {"more": True, "next": "a", "objects": [{}]}],
        [{"more": True, "objects": [{}]}],
        [{"more": True, "next": ""}],
        [{"more": "yes"}],
        [[]],
        [b"<html>"],
    ],
)
def test_pages_that_never_end_end(pages: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    at, _ = made(monkeypatch, *[(200, {}, page) for page in pages])
    with pytest.raises(NodeError):
        list(at.pages("c", ""))


@pytest.mark.parametrize("root", ["https://elsewhere.example/taxii2/council/", "//elsewhere.example/", "/no-slash"])
def test_the_token_goes_to_no_other_origin(root: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(exchange_node, "fetch", answering((200, {}, {"default": root})))
    (tmp_path / "token").write_text("t")
    with pytest.raises(NodeError, match="an API root at"):
        node(SERVER, tmp_path / "token")


def test_a_broken_connection_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fetch(url: str, **more: Any) -> Answer:
        calls.append(url)
        if len(calls) < 3:
            raise FetchError(exchange_node.Message("gone"), again=True)
        return Answer(200, {}, b"{}", url)

    monkeypatch.setattr(exchange_node, "fetch", fetch)
    assert Node(f"{SERVER}/", "t", pause=lambda _: None).get("") == {}
    assert len(calls) == 3
