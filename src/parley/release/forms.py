"""The forms about sharing groups and postures; and the boxes by which States are named in whatever is released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.council.queries import PartyName
from parley.council.words import said
from parley.release.queries import Explanation
from parley.release.rules import Judgement, Posture, Withheld
from parley.release.words import POSTURES

POSTURE_MEANINGS = {
    Posture.OPEN: _("It gets what you release to it, by whatever way."),
    Posture.FORUM_ONLY: _("It gets only what you release to the whole council or through one of its meetings."),
    Posture.CLOSED: _("It gets nothing that you release, even to the whole council."),
}


def isolated(name: PartyName) -> SafeString:
    """A State's name as the label of a field or a choice."""
    return format_html("<bdi>{}</bdi>", said(name.name))


@dataclass(frozen=True)
class NamedChoice:
    """One State's box, and what the owner's own terms say about it."""

    box: forms.boundfield.BoundWidget
    judgement: Judgement | None

    @property
    def closed(self) -> Withheld | None:
        return self.judgement if isinstance(self.judgement, Withheld) else None


def nameable(boxes: forms.BoundField, foreseen: Explanation) -> Iterator[NamedChoice]:
    """The boxes of a field of States, by what was foreseen for all of them."""
    judged = {str(sight.party): sight.judgement for sight in foreseen.sights}
    for box in boxes:
        yield NamedChoice(box, judged.get(str(box.data["value"])))


class GroupForm(ActForm):
    name = forms.CharField(label=_("Name"), strip=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    parties = forms.MultipleChoiceField(
        label=_("Who is in it besides you"), choices=(), required=False, widget=forms.CheckboxSelectMultiple
    )
    confidential = forms.BooleanField(
        label=_("Confidential: only you know who is in it"),
        help_text=_(
            "The others see the group's name and that they are in it. They can release to it without knowing to whom, "
            "so they get no list and no answer to “why not X?”. You cannot change this later."
        ),
        required=False,
    )

    def __init__(self, *args: Any, offered: Iterable[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].choices = [(str(name.id), isolated(name)) for name in offered]  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        return [UUID(party) for party in self.cleaned_data["parties"]]


class ChooseForm(forms.Form):
    """One party, by a GET: the next page says what it will mean to add it."""

    party = forms.ChoiceField(label=_("Whom to add"), choices=())

    def __init__(self, *args: Any, offered: Iterable[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(str(name.id), said(name.name)) for name in offered]  # type: ignore[attr-defined]


class PosturesForm(ActForm):
    """One choice for each party, in the order given."""

    def __init__(self, *args: Any, towards: Iterable[tuple[PartyName, Posture]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {}
        for name, stance in towards:
            field = f"towards_{name.id.hex}"
            self._parties[field] = name.id
            self.fields[field] = forms.ChoiceField(
                label=isolated(name),
                choices=[(p.value, POSTURES[p]) for p in Posture],
                initial=stance.value,
                widget=forms.RadioSelect,
            )

    def stances(self) -> dict[UUID, Posture]:
        return {party: Posture(self.cleaned_data[field]) for field, party in self._parties.items()}
