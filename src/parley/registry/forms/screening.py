"""The form of one question to the register, and of a file of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.registry.forms.fields import line
from parley.registry.rules.entries import Identifier
from parley.registry.words import KINDS, PURPOSES, choices, country_code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Thresholds = Sequence[tuple[str, "StrOrPromise"]]


class PurposeForm(ActForm):
    """What every look-up says: why, and from which score on a candidate is shown."""

    def add_purpose(self, thresholds: Thresholds, default: str) -> None:
        self.fields["purpose"] = forms.ChoiceField(
            label=_("Purpose"), choices=[("", _("Choose why you ask")), *choices(PURPOSES)]
        )
        self.fields["reference"] = line(
            _("Your reference"), help_text=_("A file’s number, for example. It is kept with the look-up.")
        )
        self.fields["threshold"] = forms.ChoiceField(
            label=_("Show candidates from this score on"),
            choices=list(thresholds),
            initial=default,
            help_text=_("Beside each: how many of 100 names that are not listed got a candidate, as measured."),
        )

    def purpose(self) -> str:
        """As it is recorded. It begins with one of those that clearances are made for."""
        data = self.cleaned_data
        return ": ".join(filter(None, (data["purpose"], data["reference"].strip())))


class ScreenForm(PurposeForm):
    renamed: ClassVar[Mapping[str, str]] = {
        "births": "born",
        "nationalities": "nationality",
        "identifiers": "identifier",
    }

    def __init__(self, *args: Any, thresholds: Thresholds, default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name, in any script"),
            required=False,
            help_text=_("To ask about a document alone, leave this empty and give its number below."),
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

    def asked(self) -> dict[str, Any]:
        """For `rules.screening.query`."""
        data = self.cleaned_data
        born, nationality, number = (data[name].strip() for name in ("born", "nationality", "identifier"))
        return {
            "kind": data["kind"],
            "births": (born,) if born else (),
            "nationalities": (country_code(nationality),) if nationality else (),
            "identifiers": (Identifier("", number),) if number else (),
        }


class FileForm(PurposeForm):
    renamed: ClassVar[Mapping[str, str]] = dict.fromkeys(("name", "kind", "births", "nationalities", "queries"), "file")

    def __init__(self, *args: Any, thresholds: Thresholds, default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label=_("A file of names"),
            allow_empty_file=True,
            help_text=_("CSV in UTF-8, with a column called “name”; “kind”, “born” and “nationality” are read too."),
        )
        self.add_purpose(thresholds, default)
        self.fields["as_csv"] = forms.BooleanField(label=_("Give me the answer as a file (CSV)"), required=False)
