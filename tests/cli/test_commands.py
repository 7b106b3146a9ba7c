"""The command line: what it prints, and how it refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.test_docs import commands

from parley.cli.arguments import parser

ROOT = Path(__file__).resolve().parent.parent.parent


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PARLEY_") and k != "DATABASE_URL"}
    env |= {"PARLEY_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run(
        [sys.executable, "-m", "parley", *arguments], env=env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("command", sorted(commands(parser())))
def test_every_command_says_what_it_does(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        parser().parse_args([*command.split()[1:], "--help"])
    assert done.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


def test_a_bad_setting_is_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "check", PORT="eighty")
    assert done.returncode != 0
    assert done.stderr.strip() == "parley: PORT must be a whole number; it is 'eighty'."


def test_check_says_what_is_wrong_and_prints_json(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"]) == (1, False)
    assert "migrations wait" in json.dumps(report)


def test_a_node_is_set_up_enrols_and_checks_out(tmp_path: Path) -> None:
    first = run(tmp_path, "enrol")
    assert first.returncode == 2  # nothing to enrol into: the node serves no council yet
    assert "parley serve" in first.stderr


def test_a_reader_that_leaves_a_pipe_gets_no_traceback(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    env = os.environ | {"PARLEY_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "parley", "check"]
    done = subprocess.run(command, env=env, stdout=writes, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writes)
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_documents_commands_are_on_the_path_that_the_readme_names(tmp_path: Path) -> None:
    (line,) = re.findall(r"^export PATH=.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PARLEY_HOME": str(tmp_path)}
    script = f"{line}\nparley registry import --help"
    done = subprocess.run(["sh", "-c", script], env=env, cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
