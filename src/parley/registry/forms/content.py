"""The form of what an entry says: names, births and identifiers in rows, which grow without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm, multilingual
from parley.council.text import LANGUAGES
from parley.registry.forms.fields import by_language, language, line, own_language, text
from parley.registry.rules.entries import Alias, Birth, Content, Identifier, Kind, Quality
from parley.registry.words import (
    IDENTIFIERS,
    KINDS,
    QUALITIES,
    choices,
    country_code,
    country_text,
    language_text,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROWS: Mapping[str, int] = {"names": 3, "births": 1, "identifiers": 2}
"""Rows that a new form shows; "More rows" adds as many again."""
ROWS_MAX = 60
NAME_LANGUAGES = ("ar", "bn", "en", "fa", "hi", "kk", "ky", "pa", "ps", "ru", "tg", "tr", "ug", "ur", "uz", "zh")
"""Languages that a name's row offers. Another one, that an entry has already, is offered too."""


class ContentForm(ActForm):
    """What one version says. `current`: what it said before; its kind is not to be changed."""

    renamed: ClassVar[Mapping[str, str]] = {
        "names": "names_text_0",
        "births": "births_first_0",
        "born": "births_first_0",
    }

    def __init__(
        self,
        *args: Any,
        current: Content | None = None,
        typed: Mapping[str, Any] | None = None,
        note: StrOrPromise = "",
        must_note: bool = False,
        **kwargs: Any,
    ) -> None:
        """`typed`: what stood in the form when more rows were asked for, which refuses nothing yet."""
        self.current = current
        self.typed = typed
        kwargs["initial"] = (_initial(current) if current else {}) | dict(typed or {})
        super().__init__(*args, **kwargs)
        self.rows = {group: self._rows(group) for group in ROWS}
        if current is None:
            self.fields["kind"] = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect, choices=choices(KINDS))
        self._add_names()
        self._add_births()
        self.fields["nationalities"] = line(
            _("Nationalities"), help_text=_("Names or codes of countries (PK), with commas between them.")
        )
        self.fields["countries"] = line(
            _("Countries"), help_text=_("Of residence, registration or activity, with commas between them.")
        )
        self.fields["addresses"] = text(_("Addresses"), rows=2, help_text=_("One on each line."))
        self.fields["functions"] = text(_("Functions"), rows=2, help_text=_("One on each line."))
        self._add_identifiers()
        self.fields["legal_basis"] = text(
            _("Legal basis"), required=True, rows=2, help_text=_("The provision under which it is listed, in full.")
        )
        list(multilingual(self, "reasons", _("Reasons"), long=True))
        self.fields["remarks"] = text(_("Remarks"), rows=2)
        if note:
            self.fields["note"] = text(note, required=must_note, rows=3)
            self.fields["note_language"] = language(_("Language of the text"))

    def _rows(self, group: str) -> int:
        filled = len(getattr(self.current, group)) if self.current else 0
        counts: Mapping[str, Any] = self.typed or (self.data if self.is_bound else {})
        asked = str(counts.get(f"rows_{group}", ""))
        rows = int(asked) if re.fullmatch(r"[0-9]{1,3}", asked) else max(ROWS[group], filled)
        return min(max(rows, filled) + (ROWS[group] if self.typed else 0), ROWS_MAX)

    def _add_names(self) -> None:
        offered = {*NAME_LANGUAGES, *(name.language for name in (self.current.names if self.current else ())), ""} - {
            ""
        }
        languages = sorted(((code, language_text(code)) for code in offered), key=lambda pair: pair[1])
        for row in range(self.rows["names"]):
            self.fields[f"names_text_{row}"] = line(_("Name"), required=row == 0)
            self.fields[f"names_quality_{row}"] = forms.ChoiceField(
                label=_("Quality"),
                required=False,
                choices=choices(QUALITIES)[:1] if row == 0 else choices(QUALITIES)[1:],
            )
            self.fields[f"names_language_{row}"] = forms.ChoiceField(
                label=_("Language"), required=False, choices=[("", _("Not said")), *languages]
            )
            self.fields[f"names_basis_{row}"] = line(_("Basis: where the name comes from"))

    def _add_births(self) -> None:
        for row in range(self.rows["births"]):
            self.fields[f"births_first_{row}"] = line(_("Born"), help_text=_("1950, 1950-06 or 1950-06-05."))
            self.fields[f"births_last_{row}"] = line(_("or, at the latest"))
            self.fields[f"births_approximate_{row}"] = forms.BooleanField(label=_("Approximate"), required=False)
            self.fields[f"births_place_{row}"] = line(_("Place of birth"))

    def _add_identifiers(self) -> None:
        kept = {one.kind for one in self.current.identifiers} - set(IDENTIFIERS) if self.current else set()
        kinds = [("", _("Not said")), *choices(IDENTIFIERS), *((kind, kind) for kind in sorted(kept) if kind)]
        for row in range(self.rows["identifiers"]):
            self.fields[f"identifiers_kind_{row}"] = forms.ChoiceField(
                label=_("Kind of number"), required=False, choices=kinds
            )
            self.fields[f"identifiers_value_{row}"] = line(_("Number"))
            self.fields[f"identifiers_country_{row}"] = line(_("Country that gave it"))

    # For the template.

    def of_row(self, group: str, row: int) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if re.fullmatch(rf"{group}_[a-z]+_{row}", name)]

    def name_rows(self) -> list[list[forms.BoundField]]:
        return [self.of_row("names", row) for row in range(self.rows["names"])]

    def birth_rows(self) -> list[list[forms.BoundField]]:
        return [self.of_row("births", row) for row in range(self.rows["births"])]

    def identifier_rows(self) -> list[list[forms.BoundField]]:
        return [self.of_row("identifiers", row) for row in range(self.rows["identifiers"])]

    def last_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("note", "note_language") if name in self.fields]

    @property
    def own_reasons(self) -> forms.BoundField:
        """In the reader's language; the others are folded unless something stands there."""
        return self[f"reasons_{own_language()}"]

    @property
    def other_reasons(self) -> list[forms.BoundField]:
        return [self[f"reasons_{code}"] for code in LANGUAGES if code != own_language()]

    @property
    def other_reasons_open(self) -> bool:
        return any(field.errors or field.value() for field in self.other_reasons)

    @property
    def row_counts(self) -> list[tuple[str, int]]:
        return [(f"rows_{group}", rows) for group, rows in self.rows.items()]

    # For the act.

    def note(self) -> dict[str, str]:
        return by_language(self.cleaned_data, "note", "note_language")

    def content(self) -> Content:
        """What was typed, as a version says it; whether it can stand is for the act to say."""
        data = self.cleaned_data
        before = self.current
        return Content(
            kind=before.kind if before else Kind(data["kind"]),
            names=self._names(),
            births=self._births(),
            deaths=before.deaths if before else (),
            nationalities=_countries(data["nationalities"]),
            countries=_countries(data["countries"]),
            addresses=_lines(data["addresses"]),
            identifiers=self._identifiers(),
            functions=_lines(data["functions"]),
            legal_basis=data["legal_basis"].strip(),
            reasons=self.texts("reasons"),
            remarks=data["remarks"].strip(),
            programme=before.programme if before else "",
            listed_on=before.listed_on if before else None,
            amended_on=before.amended_on if before else (),
            page=before.page if before else "",
        )

    def _names(self) -> tuple[Alias, ...]:
        data = self.cleaned_data
        return tuple(
            Alias(
                data[f"names_text_{row}"].strip(),
                Quality(data[f"names_quality_{row}"] or (Quality.PRIMARY if row == 0 else Quality.GOOD)),
                data[f"names_language_{row}"],
                data[f"names_basis_{row}"].strip(),
            )
            for row in range(self.rows["names"])
            if data[f"names_text_{row}"].strip()
        )

    def _births(self) -> tuple[Birth, ...]:
        data = self.cleaned_data
        rows = (
            Birth(
                data[f"births_first_{row}"].strip(),
                data[f"births_last_{row}"].strip(),
                data[f"births_approximate_{row}"],
                data[f"births_place_{row}"].strip(),
            )
            for row in range(self.rows["births"])
        )
        return tuple(birth for birth in rows if birth.first or birth.last or birth.place)

    def _identifiers(self) -> tuple[Identifier, ...]:
        data = self.cleaned_data
        rows = (
            Identifier(
                data[f"identifiers_kind_{row}"],
                data[f"identifiers_value_{row}"].strip(),
                country_code(data[f"identifiers_country_{row}"]),
            )
            for row in range(self.rows["identifiers"])
        )
        return tuple(one for one in rows if one.value)


def _countries(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(country_code(part) for part in re.split(r"[,;،、，]", typed) if part.strip()))


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def _initial(content: Content) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "nationalities": ", ".join(country_text(code) for code in content.nationalities),
        "countries": ", ".join(country_text(code) for code in content.countries),
        "addresses": "\n".join(content.addresses),
        "functions": "\n".join(content.functions),
        "legal_basis": content.legal_basis,
        "remarks": content.remarks,
    }
    initial |= {f"reasons_{language}": said for language, said in content.reasons.items()}
    for row, name in enumerate(content.names):
        initial |= {
            f"names_text_{row}": name.text,
            f"names_quality_{row}": name.quality.value,
            f"names_language_{row}": name.language,
            f"names_basis_{row}": name.basis,
        }
    for row, birth in enumerate(content.births):
        initial |= {
            f"births_first_{row}": birth.first,
            f"births_last_{row}": birth.last,
            f"births_approximate_{row}": birth.approximate,
            f"births_place_{row}": birth.place,
        }
    for row, one in enumerate(content.identifiers):
        initial |= {
            f"identifiers_kind_{row}": one.kind,
            f"identifiers_value_{row}": one.value,
            f"identifiers_country_{row}": country_text(one.country),
        }
    return initial
