"""`parley registry import` and `sources`: what the operator reads, and what is refused."""

from __future__ import annotations

import csv
import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.registry.sources import samples
from tests.worlds import council_of

from parley.cli.arguments import parser
from parley.cli.registry import FORMATS as offered  # noqa: N811
from parley.cli.registry import importing
from parley.council.errors import InputError
from parley.exchange.fetching import Answer
from parley.registry.acts.importing import DropError
from parley.registry.models import Entry, Snapshot
from parley.registry.sources import FORMATS, SourceError

pytestmark = pytest.mark.django_db

OLD = samples.un(samples.entity(), samples.entity("TSe.002", "=HYPERLINK(1)"), made="2021-11-01T00:00:00Z")
NEW = samples.un(samples.entity(name="OTHERWISE"), samples.entity("TSe.003", "@NEW"), made="2021-11-02T00:00:00Z")


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., int]:
    """The command on a file of these octets, in a council of its own."""
    council_of(1)

    def running(octets: bytes, *more: str) -> int:
        path = tmp_path / "list"
        path.write_bytes(octets)
        return importing.import_list(asked("import", str(path), "--source", "un-sc", *more))

    return running


def asked(*arguments: str) -> Namespace:
    return parser().parse_args(["registry", *arguments])


def test_the_command_offers_the_formats_that_are_read() -> None:
    assert offered == FORMATS


def test_a_list_is_imported_and_listed_with_its_snapshot(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(OLD) == 0
    assert "Imported. 2 new, 0 changed, 0 delisted." in capsys.readouterr().out
    assert importing.list_sources(asked("sources")) == 0
    assert "un-sc  un  2 in force  Consolidated List (United Nations Security Council)" in capsys.readouterr().out
    importing.list_sources(asked("sources", "--format", "json"))
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert (source["in_force"], source["snapshots"][0]["made_at"]) == (2, "2021-11-01 00:00:00+00:00")
    assert run(OLD) == 0
    assert "This very file was imported before: nothing changed." in capsys.readouterr().out


def test_a_dry_run_lists_what_changes_by_reference_and_writes_nothing(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    run(OLD)
    capsys.readouterr()
    assert run(NEW, "--dry-run") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:5] == [
        "+ TSe.003  @NEW",
        "~ TSe.001  OTHERWISE",
        "- TSe.002  =HYPERLINK(1)",
        "1 new, 1 changed, 1 delisted.",
    ]
    assert lines[5].startswith("It would be refused. This file would delist 1 of 2 entries")
    assert Snapshot.objects.count() == 1


def test_a_drop_is_refused_until_it_is_accepted(run: Callable[..., int]) -> None:
    run(OLD)
    with pytest.raises(DropError):
        run(NEW)
    assert run(NEW, "--accept-drop") == 0
    assert dict(Entry.objects.values_list("reference", "state")) == {
        "TSe.001": "listed",
        "TSe.002": "delisted",
        "TSe.003": "listed",
    }


def test_a_report_holds_no_formula(run: Callable[..., int], tmp_path: Path) -> None:
    run(OLD)
    report = tmp_path / "report.csv"
    run(NEW, "--dry-run", "--report", str(report))
    with report.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1:] == [
        ["new", "TSe.003", "'@NEW", ""],
        ["changed", "TSe.001", "OTHERWISE", ""],
        ["delisted", "TSe.002", "'=HYPERLINK(1)", ""],
    ]


def test_what_could_not_be_read_is_said(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(samples.un(samples.entity(), samples.entity("TSe.002", ""))) == 1
    assert "ENTITY 2 TSe.002: Expected: a name. Came: nothing." in capsys.readouterr().out


def test_a_url_is_fetched_by_the_safe_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    council_of(1)
    headers = {"last-modified": "Tue, 02 Nov 2021 10:00:00 GMT"}
    monkeypatch.setattr(importing, "fetch", lambda url, limits: Answer(200, headers, samples.SDN, url))
    importing.import_list(asked("import", "https://lists.example/sdn.csv", "--source", "ofac-sdn"))
    assert "ofac-sdn: 4 entries, made 2021-11-02 10:00." in capsys.readouterr().out
    monkeypatch.setattr(importing, "fetch", lambda url, limits: Answer(404, {}, b"", url))
    with pytest.raises(SourceError, match="status 404"):
        importing.import_list(asked("import", "https://lists.example/sdn.csv", "--source", "ofac-sdn"))


def test_what_cannot_be_used_is_a_sentence(run: Callable[..., int], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        importing.import_list(asked("import", str(tmp_path / "none"), "--source", "un-sc"))
    with pytest.raises(InputError, match=r"--made-at.*ISO 8601"):
        run(OLD, "--made-at", "yesterday")
    with pytest.raises(InputError, match=r"--made-at.*ISO 8601"):
        run(OLD, "--made-at", "0001-01-01T00:00+14:00")
    with pytest.raises(SourceError, match="at most 4 files"):
        importing.import_list(asked("import", *"abcde", "--source", "un-sc"))
    with pytest.raises(InputError, match="source"):
        importing.import_list(asked("import", str(tmp_path / "list"), "--source", "two words"))
