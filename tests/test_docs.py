"""The documents name every setting, command and term that the code has, and tests that there are."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from parley.cli.arguments import parser
from parley.settings import Settings, SettingsError, load, variable

ROOT = Path(__file__).resolve().parent.parent
OPERATING = (ROOT / "docs/operating.md").read_text()


def commands(of: argparse.ArgumentParser, prefix: str = "parley") -> Iterator[str]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                yield from commands(sub, f"{prefix} {name}")
            return
    yield prefix


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda f: f.name)
def test_every_setting_is_documented_with_its_help(setting: object) -> None:
    assert f"| `{variable(setting)}` |" in OPERATING  # type: ignore[arg-type]
    assert setting.metadata["help"] in OPERATING  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", sorted(commands(parser())))
def test_every_command_is_documented(command: str) -> None:
    first, _, last = command.rpartition(" ")
    assert f"`{command}" in OPERATING or (first in OPERATING and f"`{last}`" in OPERATING)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "80a"}, "PORT must be a whole number; it is '80a'."),
        ({"PORT": "0"}, "PORT must be from 1 to 65535; it is 0."),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with postgresql://"),
        ({"PARLEY_DEMO": "perhaps"}, "PARLEY_DEMO must be 1 or 0; it is 'perhaps'."),
        ({"PARLEY_ORIGIN": "council.example"}, "PARLEY_ORIGIN must be a URL"),
        ({"PARLEY_OIDC_ISSUER": "https://id.example"}, "PARLEY_OIDC_CLIENT_ID is needed too."),
    ],
)
def test_an_invalid_setting_stops_the_start_with_a_sentence(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said.replace(".", r"\.")):
        load(environment)


def test_settings_do_not_change_after_the_start() -> None:
    with pytest.raises(AttributeError):
        load({}).port = 1  # type: ignore[misc]


def named_tests() -> list[str]:
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", (ROOT / "docs/threats.md").read_text())))


@pytest.mark.parametrize("named", named_tests())
def test_every_test_that_a_threat_is_said_to_fail_exists(named: str) -> None:
    path, _, name = named.partition("::")
    assert (ROOT / path).is_file()
    functions = (node for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef))
    assert name in {function.name for function in functions}


def test_every_known_attack_is_answered_once() -> None:
    """By what stops it, or by why it does not apply. What works still is said of an attack that is answered as well."""
    answered, _, rest = (ROOT / "docs/threats.md").read_text().partition("## What works still")
    numbers = re.findall(r"^\| (\d+) \|", answered + rest.partition("## What does not apply")[2], re.MULTILINE)
    assert sorted(map(int, numbers)) == list(range(1, 45))
