"""The layout of the house, held: every room has the same furniture, and files stay short."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src/parley"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
ROOMS = ("ledger", "council", "release", "forum", "exchange", "registry")
LINES_MAX = 500
FUNCTION_LINES_MAX = 70


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("furniture", ["rules", "models", "acts", "queries", "views", "urls"])
def test_every_room_has_the_same_furniture(room: str, furniture: str) -> None:
    assert (SOURCE / room / f"{furniture}.py").exists() or (SOURCE / room / furniture / "__init__.py").exists()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= LINES_MAX
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= FUNCTION_LINES_MAX, f"{node.name} has {length} lines"


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if p.name not in {"__init__.py", "urls.py", "apps.py", "__main__.py"}],
    ids=relative,
)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_there_is_no_helper_module_named_after_nothing() -> None:
    ours = [p for p in MODULES if p.parts[-2:] != ("sqlite", "base.py")]  # Django wants an engine of that name
    assert not {p.stem for p in ours} & {
        "utils",
        "helpers",
        "common",
        "misc",
        "base",
        "managers",
        "services",
    }


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if p.name in {"views.py", "forms.py"} or p.parent.name == "views"],
    ids=relative,
)
def test_pages_write_nothing_themselves(path: Path) -> None:
    """A view calls acts and queries: no `.save(`, `.create(` or `.delete(` of a row."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"save", "create", "bulk_create", "bulk_update"}, ast.unparse(node)


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.name == "queries.py" or p.parent.name == "queries"], ids=relative
)
def test_queries_know_nothing_of_acts(path: Path) -> None:
    """What reads does not lean on what writes: both find what they share in the rules."""
    imported = [node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    assert not [module for module in imported if "acts" in module.split(".")]


@pytest.mark.parametrize("template", sorted(SOURCE.rglob("templates/**/*.html")), ids=relative)
def test_templates_hold_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text()
    for forbidden in ("<style", " style=", "javascript:", " onclick=", " onchange=", " onsubmit="):
        assert forbidden not in text
