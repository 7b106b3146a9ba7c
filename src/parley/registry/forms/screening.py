"""The form of one question to the register, and of a file of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.registry.forms.content import line
from parley.registry.words import KINDS, choices, country_code


class PurposeForm(ActForm):
    """What every look-up says: why, and from which score on a candidate is shown."""

    def add_purpose(self, thresholds: Sequence[tuple[str, Any]], default: str) -> None:
        self.fields["purpose"] = line(
            _("Purpose"),
            required=True,
            help_text=_("Why you ask, for example: visa application 12/2026. It is kept with the look-up."),
        )
        self.fields["threshold"] = forms.ChoiceField(
            label=_("Show candidates from this score on"), choices=list(thresholds), initial=default
        )


class ScreenForm(PurposeForm):
    renamed: ClassVar[Mapping[str, str]] = {"births": "born", "nationalities": "nationality"}

    def __init__(self, *args: Any, thresholds: Sequence[tuple[str, Any]], default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name, in any script"),
            strip=False,
            widget=forms.TextInput(attrs={"dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
        )
        self.add_purpose(thresholds, default)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), required=False, choices=[("", _("Any")), *choices(KINDS)]
        )
        self.fields["born"] = line(_("Year or date of birth"), help_text=_("1950, 1950-06 or 1950-06-05."))
        self.fields["nationality"] = line(_("Nationality"), help_text=_("A country’s name or code (PK)."))
        self.fields["identifier"] = line(_("Identifier"), help_text=_("A passport’s or registration’s number."))

    def country(self) -> str:
        return country_code(self.cleaned_data["nationality"])


class FileForm(PurposeForm):
    def __init__(self, *args: Any, thresholds: Sequence[tuple[str, Any]], default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label=_("A file of names"),
            allow_empty_file=True,
            help_text=_("CSV in UTF-8, with a column called “name”; “kind”, “born” and “nationality” are read too."),
        )
        self.add_purpose(thresholds, default)
