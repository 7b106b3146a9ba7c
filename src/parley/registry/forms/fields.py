"""The fields that the register's forms are made of, and a text in the one language that was chosen for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language

from parley.council.forms import LANGUAGE_CHOICES
from parley.council.text import LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def line(label: StrOrPromise, *, required: bool = False, **more: Any) -> forms.CharField:
    """One line, as it was typed: the act trims it, and refuses what it must with a reason."""
    return forms.CharField(
        label=label, required=required, strip=False, widget=forms.TextInput(attrs={"dir": "auto"}), **more
    )


def text(label: StrOrPromise, *, required: bool = False, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=required, strip=False, widget=widget, **more)


def day(label: StrOrPromise, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%d"], **more)


def language(label: StrOrPromise) -> forms.ChoiceField:
    """Of a text: the reader's own, unless another is chosen."""
    return forms.ChoiceField(label=label, choices=LANGUAGE_CHOICES, initial=own_language())


def own_language() -> str:
    own = get_language() or ""
    return own if own in LANGUAGES else "en"


def by_language(data: Mapping[str, Any], what: str = "text", of: str = "language") -> dict[str, str]:
    """What was typed, under the language that was chosen; nothing where nothing was typed."""
    typed = data.get(what, "")
    return {data[of]: typed} if typed.strip() else {}
