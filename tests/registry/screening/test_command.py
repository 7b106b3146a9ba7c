"""`parley registry screen`: one name, or a column of a file; stopped anywhere, it goes on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.registry.screening.conftest import PURPOSE, Program, Register

from parley.cli.arguments import parser
from parley.cli.commands import run as carry_out
from parley.cli.registry import screening
from parley.exchange.fetching import Answer
from parley.registry.models import LookUp

pytestmark = pytest.mark.django_db
Run = Callable[..., int]


@pytest.fixture
def run(register: Register, gate: Program, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, whose requests go to this process's own node."""
    register.enter("Karim Zarqandi", births=[{"first": "1971"}])

    def fetch(url: str, *, method: str, headers: dict[str, str], body: bytes, **_: Any) -> Answer:
        path = url.removeprefix("http://node.example")
        got = Client().generic(method, path, body, content_type="application/json", headers=headers)
        return Answer(got.status_code, {}, got.content, url)

    monkeypatch.setattr(screening, "fetch", fetch)
    monkeypatch.setenv("PARLEY_TOKEN", gate.secret)
    monkeypatch.setenv("PARLEY_SERVER", "http://node.example")
    return lambda *typed: carry_out(parser().parse_args(["registry", "screen", "--purpose", PURPOSE, *map(str, typed)]))


def written(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))


def names(folder: Path, *rows: str) -> Path:
    file = folder / "names.csv"
    file.write_text("name,born\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


def test_one_name_is_answered_with_both_names_side_by_side(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("Karim Zarqandi", "--birth", "1971") == 0
    said = capsys.readouterr().out
    assert "Candidates: 1. None is a verdict." in said
    assert "+ Date of birth agrees" in said
    assert "confirmed" in said
    assert run("Nobody Whatsoever", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["candidates"] == []


def test_a_column_of_a_file(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = names(tmp_path, "Karim Zarqandi,1971", "Nobody Whatsoever,", "x,", "Karim Zarqandi,1999")
    assert run("--csv", file, "--birth-column", "born", "--batch", "3") == 1
    rows = written(tmp_path / "names.screened.csv")
    assert [(row["row"], row["candidates"]) for row in rows] == [("1", "1"), ("2", "0"), ("3", ""), ("4", "1")]
    assert "agrees" in rows[0]["for"]
    assert "letter" in rows[2]["refused"]
    assert "differs" in rows[3]["against"]
    assert LookUp.objects.count() == 2
    assert "3 of 4 names" in capsys.readouterr().err


@pytest.mark.parametrize("cut", range(0, 700, 37))
def test_a_run_that_was_stopped_goes_on_and_ends_the_same(run: Run, tmp_path: Path, cut: int) -> None:
    file = names(tmp_path, *(f"Karim Zarqandi {letter * 2}," for letter in "abcde"))
    out = tmp_path / "out.csv"
    run("--csv", file, "--out", out, "--batch", "2")
    whole = out.read_text(encoding="utf-8")
    out.write_text(whole[: min(cut, len(whole))], encoding="utf-8")
    assert run("--csv", file, "--out", out, "--batch", "2", "--resume") == 0
    fixed = [{k: v for k, v in row.items() if k != "look_up"} for row in written(out)]
    assert fixed == [{k: v for k, v in row.items() if k != "look_up"} for row in csv.DictReader(io.StringIO(whole))]


def test_a_formula_is_a_text_in_what_is_written(run: Run, tmp_path: Path) -> None:
    file = names(tmp_path, '"=HYPERLINK(""http://x"") Zarqandi",', "@Karim Zarqandi,", "+Karim Zarqandi,")
    run("--csv", file)
    cells = [row["name"] for row in written(tmp_path / "names.screened.csv")]
    assert all(cell.startswith("'") for cell in cells)


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        (b"name\nA B\n", ["--column", "names"]),
        (b"", []),
        (b"\xff\xfe\x00", []),
        (b'name\n"A B\n', []),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    run: Run, tmp_path: Path, content: bytes, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(content)
    assert run("--csv", file, *typed) == 2
    assert "Expected" in capsys.readouterr().err
    assert not LookUp.objects.exists()


def test_nothing_is_overwritten_and_nothing_foreign_continued(run: Run, tmp_path: Path) -> None:
    file = names(tmp_path, "Karim Zarqandi,")
    assert run("--csv", file, "--out", file) == 2
    assert run("--csv", file, "--out", file, "--resume") == 2
    assert file.read_text() == "name,born\nKarim Zarqandi,\n"


def test_what_the_node_refuses_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("x") == 2
    assert run("Karim Zarqandi", "--threshold", "7") == 2
    assert run("Karim Zarqandi", "--list", "none") == 2
    assert run() == 2
    assert capsys.readouterr().err.count("parley: ") == 4
