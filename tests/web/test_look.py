"""Laws of the look (docs/design-system.md): what every template and the stylesheet must keep to."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context
from django.template.loader import get_template
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]
STYLES = (ROOT / "src/parley/web/static/parley/parley.css").read_text()
TEMPLATES = sorted((ROOT / "src/parley").glob("*/templates/**/*.html"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|top|bottom|width|height)\s*:"
    r"|:\s*(?:left|right)\b"
)
INLINE = re.compile(
    r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*(?:\ssrc=|application/json))|javascript:", re.I
)
AAA, AA, CONTROL = 7.0, 4.5, 3.0


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src/parley")))
def test_no_template_needs_what_the_security_policy_refuses(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


def test_the_stylesheet_knows_no_left_and_no_right() -> None:
    rules = re.sub(r"/\*.*?\*/", "", STYLES, flags=re.S)
    assert PHYSICAL.findall(rules) == []
    assert re.findall(r"url\((?!['\"]?[\w/.-]+\))", rules) == []


def _tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", css))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *((text, ground, AAA) for text in ("ink", "quiet", "accent") for ground in ("ground", "sheet", "accent-tint")),
    *((state, f"{state}-tint", AAA) for state in ("yes", "maybe", "no")),
    *((state, ground, AAA) for state in ("yes", "maybe", "no", "unknown") for ground in ("ground", "sheet")),
    ("on-accent", "accent", AAA),
    ("on-band", "band", AAA),
    ("on-band-quiet", "band", AAA),
    ("on-demo", "demo", AAA),
    *(("edge", ground, CONTROL) for ground in ("ground", "sheet")),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible_in_light_and_dark(scheme: str) -> None:
    light, dark = STYLES.split("prefers-color-scheme: dark", 1)
    tokens = _tokens(light) | (_tokens(dark.split("\n}\n", 1)[0]) if scheme == "dark" else {})
    weak = {(a, b): _contrast(tokens[a], tokens[b]) for a, b, least in PAIRS if _contrast(tokens[a], tokens[b]) < least}
    assert weak == {}


def _page(name: str, path: str, namespace: str) -> str:
    request = RequestFactory().get(path)
    request.resolver_match = SimpleNamespace(namespace=namespace)
    acting = SimpleNamespace(authority_name={"en": "Mission <b>"}, party_name={"en": "Pakistan"})
    context = {"viewer": object(), "acting": acting, "request": request, "messages": [path], "demo": False}
    return get_template(name).template.render(Context(context))


def test_the_page_for_absent_and_forbidden_does_not_know_where_it_stands() -> None:
    assert _page("404.html", "/meetings/a/", "forum") == _page("404.html", "/council/b/", "council")


def test_every_page_says_for_whom_one_acts() -> None:
    page = _page("404.html", "/", "")
    assert "Mission &lt;b&gt;" in page
    assert "Pakistan" in page


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_last_pages_need_no_context(name: str) -> None:
    source = (ROOT / "src/parley/web/templates" / name).read_text()
    assert "{%" not in source
    assert "{{" not in source


class _Reply(forms.Form):
    note = forms.CharField(label="Note", help_text="Its number")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_form_ties_each_error_to_its_field() -> None:
    page = get_template("parts/form.html").template.render(Context({"form": _Reply({}), "submit": "Send"}))
    assert 'href="#id_note"' in page
    assert 'href="#id_kind_0"' in page
    assert 'id="id_kind_0"' in page
    assert 'aria-describedby="id_note_helptext id_note_error"' in page
    assert page.count('id="id_note_error"') == page.count('id="id_note_helptext"') == 1
    assert 'aria-describedby="id_kind_error"' in page
