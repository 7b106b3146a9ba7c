"""Fields that several forms share: texts in several languages, sources, and how a form is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm, multilingual
from parley.council.text import LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Part:
    """What stands together in a form. `kind`: a field; a text, first in the reader's language; a source."""

    kind: str
    label: StrOrPromise
    first: forms.BoundField
    others: tuple[forms.BoundField, ...]

    @property
    def open(self) -> bool:
        """Are the other languages unfolded? Yes where something stands in them or is wrong with them."""
        return any(field.errors or field.value() for field in self.others)


class ForumForm(ActForm):
    """An act's form whose multilingual texts are folded, and which may name one source."""

    renamed: ClassVar[dict[str, str]] = {
        "source": "publisher",
        "sources": "publisher",
        "title": "source_title",
        "url": "source_url",
        "date": "source_date",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.many: dict[str, StrOrPromise] = {}

    def add_texts(self, name: str, label: StrOrPromise, *, long: bool = False) -> None:
        self.many[name] = label
        list(multilingual(self, name, label, long=long))

    def add_source(self) -> None:
        self.fields["publisher"] = line_field(_("Who published it"), required=False)
        self.fields["source_title"] = line_field(_("Its title"), required=False)
        self.fields["source_url"] = line_field(_("Its address"), required=False, placeholder="https://")
        self.fields["source_date"] = day_field(_("Its date"), required=False)

    def sources(self) -> list[dict[str, str]]:
        """The source that was named, if any part of it was."""
        data = self.cleaned_data
        day = data.get("source_date")
        source = {
            "publisher": data.get("publisher", ""),
            "title": data.get("source_title", ""),
            "url": data.get("source_url", ""),
            "date": day.isoformat() if day else "",
        }
        return [source] if any(source.values()) else []

    def parts(self) -> Iterator[Part]:
        """The visible fields in their order, the texts of one name as one part."""
        done: set[str] = set()
        for field in self.visible_fields():
            name = field.name.rpartition("_")[0]
            if field.name == "publisher":
                yield Part("source", _("Source"), field, tuple(self[f"source_{n}"] for n in ("title", "url", "date")))
            elif name == "source":
                continue
            elif name not in self.many:
                yield Part("field", field.label, field, ())
            elif name not in done:
                done.add(name)
                own = get_language() if get_language() in LANGUAGES else "en"
                others = tuple(self[f"{name}_{code}"] for code in LANGUAGES if code != own)
                yield Part("texts", self.many[name], self[f"{name}_{own}"], others)


def line_field(label: StrOrPromise, *, required: bool = True, placeholder: str = "", **more: Any) -> forms.CharField:
    """One line of text, as it was typed: the act trims it, and refuses what it must with a reason."""
    attrs = {"dir": "auto"} | ({"placeholder": placeholder} if placeholder else {})
    return forms.CharField(label=label, required=required, strip=False, widget=forms.TextInput(attrs=attrs), **more)


def day_field(label: StrOrPromise, *, required: bool = True, **more: Any) -> forms.DateField:
    """A day, as browsers' own date fields write it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%d"], **more)
