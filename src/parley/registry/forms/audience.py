"""The choice of those whom something of the register is released to: the page says before whom each reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.council.queries import PartyName
from parley.council.words import said
from parley.registry.queries.audiences import COUNCIL, NAMED, US, Audience
from parley.release.forms import NamedChoice, nameable
from parley.release.rules import Group, Named, Terms, WholeCouncil, terms


class AudienceForm(ActForm):
    """One audience, or States by name. A form that has more fields adds them before or after."""

    def add_audience(
        self, offered: Sequence[Audience], states: Sequence[PartyName], current: Terms | None = None
    ) -> None:
        self.audiences = {each.value: each for each in offered}
        chosen, named = _chosen(current)
        self.fields["into"] = forms.ChoiceField(
            label=_("Released to"),
            widget=forms.RadioSelect,
            choices=[(value, value) for value in self.audiences],
            initial=chosen,
        )
        self.fields["states"] = forms.MultipleChoiceField(
            label=_("Those to name"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(state.id), said(state.name)) for state in states],
            initial=[str(party) for party in named],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("into") == NAMED and not data.get("states"):
            self.add_error("states", _("Choose one at least, or another audience."))
        return data

    def terms(self) -> Terms:
        """What was chosen, as the gate takes it."""
        if self.cleaned_data["into"] == NAMED:
            return terms(Named(frozenset(UUID(id_) for id_ in self.cleaned_data["states"])))
        return self.audiences[self.cleaned_data["into"]].terms

    def offered(self) -> Iterator[tuple[forms.boundfield.BoundWidget, Audience]]:
        for radio in self["into"]:
            yield radio, self.audiences[str(radio.data["value"])]

    def nameable(self) -> Iterator[NamedChoice]:
        return nameable(self["states"], self.audiences[NAMED].reach)

    def plain(self) -> list[forms.BoundField]:
        """The fields beside the choice of the audience."""
        return [field for field in self.visible_fields() if field.name not in {"into", "states"}]


def _chosen(current: Terms | None) -> tuple[str, frozenset[UUID]]:
    match list(current.constraints) if current else []:
        case [Named(parties=parties)]:
            return NAMED, parties
        case [WholeCouncil()]:
            return COUNCIL, frozenset()
        case [Group(id=id_)]:
            return f"group:{id_}", frozenset()
        case _:
            return US, frozenset()
