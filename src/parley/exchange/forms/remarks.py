"""The form of a remark on an object: a sighting, a note, an opinion, or a proposal for its correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.exchange.acts.remarks import COUNT_MAX, OPINIONS, Remark, Said
from parley.exchange.queries.destinations import Destination
from parley.exchange.words import OPINIONS as OPINIONS_IN_WORDS

ORIGINATOR = "originator"
REMARKS: Mapping[Remark, Promise] = {
    Remark.NOTE: _("A note"),
    Remark.SIGHTING: _("It was seen here (a sighting)"),
    Remark.OPINION: _("An opinion"),
    Remark.CORRECTION: _("A proposal for its correction"),
}


class RemarkForm(ActForm):
    """`destinations` are those that get no more than the object's own audience already has (views/remarks.py)."""

    text = forms.CharField(
        label=_("In words"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("A note and a proposal need it; the others may do without."),
    )
    opinion = forms.ChoiceField(
        label=_("Opinion"), required=False, choices=[("", "—"), *((o, OPINIONS_IN_WORDS[o]) for o in OPINIONS)]
    )
    count = forms.IntegerField(label=_("How often it was seen"), required=False, min_value=0, max_value=COUNT_MAX)
    seen = forms.DateTimeField(
        label=_("When it was seen last (UTC)"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
    )

    def __init__(
        self,
        *args: Any,
        destinations: Sequence[Destination],
        to_originator: bool,
        kinds: Sequence[Remark],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What you want to say"),
            widget=forms.RadioSelect,
            choices=[(kind, REMARKS[kind]) for kind in kinds],
            initial=Remark.NOTE,
        )
        self.destinations = {each.value: each for each in destinations}
        values = [ORIGINATOR] if to_originator else []
        values += list(self.destinations)
        self.fields["into"] = forms.ChoiceField(
            label=_("Who gets it"),
            widget=forms.RadioSelect,
            choices=[(value, value) for value in values],
            initial=values[0],
        )
        if Remark.SIGHTING not in kinds:
            del self.fields["count"], self.fields["seen"]
        self.order_fields(["kind", "text", "opinion", "count", "seen", "into"])

    def offered(self) -> list[tuple[forms.boundfield.BoundWidget, Destination | None]]:
        """Each choice; None is the object's originator."""
        return [(radio, self.destinations.get(str(radio.data["value"]))) for radio in self["into"]]

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(Remark(data["kind"]), data["text"], data["opinion"], data.get("count"), data.get("seen"))

    def into(self) -> UUID | None:
        """None: to the object's originator alone."""
        chosen = self.destinations.get(self.cleaned_data["into"])
        return chosen.into.id if chosen else None

    def plain(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "into"]
