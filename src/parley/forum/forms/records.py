"""Forms for one State at one meeting: its reply, delegation, credentials, reception, presence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parley.council.forms import LANGUAGE_CHOICES
from parley.council.models import Authority
from parley.council.text import LANGUAGES
from parley.council.words import said
from parley.forum.acts import Person
from parley.forum.forms.fields import ForumForm, Part, day_field, line_field
from parley.forum.models import Delegate, Delegation
from parley.forum.rules import Answer, Channel, Credentials, Level, Presence, Rank
from parley.forum.words import ANSWERS, CHANNELS, CREDENTIALS, LEVELS, PRESENCES, RANKS, choices
from parley.settings import SETTINGS

ROWS = 8


def _authorities(authorities: Sequence[Authority]) -> list[tuple[str, Any]]:
    return [("", _("Not said")), *((str(a.id), said(a.names)) for a in authorities)]


class ReplyForm(ForumForm):
    def __init__(self, *args: Any, authorities: Sequence[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect, choices=choices(ANSWERS))
        self.fields["channel"] = forms.ChoiceField(label=_("How it was given"), choices=choices(CHANNELS))
        self.fields["reference"] = line_field(
            _("Number of the note or letter"),
            required=False,
            help_text=_("A note verbale carries a number and a date."),
        )
        self.fields["reference_date"] = day_field(_("Its date"), required=False)
        self.fields["authority"] = forms.ChoiceField(
            label=_("Given by"), required=False, choices=_authorities(authorities)
        )
        self.add_texts("remark", _("Remark"))
        self.add_source()
        self.fields["publisher"].help_text = _("A public statement is recorded with its source.")

    def act_arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "answer": Answer(data["answer"]),
            "channel": Channel(data["channel"]),
            "reference": data["reference"],
            "reference_date": data["reference_date"],
            "authority": UUID(data["authority"]) if data["authority"] else None,
            "remark": self.texts("remark"),
            "sources": self.sources(),
        }


class DelegationForm(ForumForm):
    """One row a person. The names are written in one language at a time; those of others are kept."""

    renamed = ForumForm.renamed | {"rank": "rank_0", "delegates": "name_0"}

    def __init__(self, *args: Any, rows: int = ROWS, delegation: Delegation | None = None, **kwargs: Any) -> None:
        self._rows: dict[str, str] = {}
        self.before = _people(delegation)
        self.rows = min(max(rows, len(self.before)), SETTINGS.delegates_max)
        kwargs["initial"] = self._initial(delegation) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["level"] = forms.ChoiceField(
            label=_("Level"), required=False, choices=[("", _("Not said")), *choices(LEVELS)]
        )
        self.fields["size"] = forms.IntegerField(
            label=_("Number of persons"),
            required=False,
            min_value=1,
            max_value=10_000,
            help_text=_("Where a number is known and the names are not."),
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language in which the names are written here"), choices=LANGUAGE_CHOICES
        )
        for row in range(self.rows):
            self.fields[f"rank_{row}"] = forms.ChoiceField(label=_("Rank"), choices=choices(RANKS), required=False)
            self.fields[f"name_{row}"] = line_field(_("Name"), required=False)
            self.fields[f"function_{row}"] = line_field(_("Function"), required=False)
        self.add_source()

    def _initial(self, delegation: Delegation | None) -> dict[str, Any]:
        language = _language_of(self.before)
        initial: dict[str, Any] = {"language": language, "rank_0": Rank.HEAD.value}
        initial |= {f"rank_{row}": Rank.DELEGATE.value for row in range(1, self.rows)}
        if delegation is not None:
            initial |= {"level": delegation.level, "size": delegation.size}
        for row, person in enumerate(self.before):
            initial[f"rank_{row}"] = person.rank
            initial[f"name_{row}"] = person.names.get(language, "")
            initial[f"function_{row}"] = person.functions.get(language, "")
        return initial

    def table(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"rank_{row}"], self[f"name_{row}"], self[f"function_{row}"]) for row in range(self.rows)]

    def people(self) -> list[Person]:
        """The rows that are filled in; the act's complaint about one of them is shown at its row."""
        data = self.cleaned_data
        filled = [row for row in range(self.rows) if data[f"name_{row}"].strip() or data[f"function_{row}"].strip()]
        self._rows = {}
        for position, row in enumerate(filled):
            self._rows |= {f"name_{position}": f"name_{row}", f"function_{position}": f"function_{row}"}
        return [self._person(row) for row in filled]

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(self._rows.get(field, field) if field else None, error)

    def _person(self, row: int) -> Person:
        before = self.before[row] if row < len(self.before) else None
        rank = Rank(self.cleaned_data[f"rank_{row}"] or Rank.DELEGATE)
        names = self._kept(f"name_{row}", before.names if before else {})
        return Person(rank, names, self._kept(f"function_{row}", before.functions if before else {}))

    def _kept(self, field: str, before: Mapping[str, str]) -> dict[str, str]:
        """Where the text was left as it was, what other languages say is left too."""
        typed, language = self.cleaned_data[field], self.cleaned_data["language"]
        if before and typed == before.get(language, ""):
            return dict(before)
        return {language: typed} if typed.strip() else {}

    def level(self) -> Level | None:
        return Level(self.cleaned_data["level"]) if self.cleaned_data["level"] else None

    def parts(self) -> Iterator[Part]:
        """The fields outside the table."""
        table = {"language", *(field.name for row in self.table() for field in row)}
        return (part for part in super().parts() if part.first.name not in table)


def _people(delegation: Delegation | None) -> list[Delegate]:
    return sorted(delegation.delegates.all(), key=lambda d: d.position) if delegation else []


def _language_of(people: Sequence[Delegate]) -> str:
    """The reader's language if the names stand in it, or none stand at all; else the first that has them."""
    own = get_language() or "en"
    own = own if own in LANGUAGES else "en"
    if not people:
        return own
    first = people[0].names or people[0].functions
    return own if own in first else next((code for code in LANGUAGES if code in first), own)


class CredentialsForm(ForumForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"] = forms.ChoiceField(
            label=_("Credentials"), widget=forms.RadioSelect, choices=choices(CREDENTIALS)
        )
        self.fields["received_by"] = line_field(
            _("Received by"), help_text=_("The office or the person who took them.")
        )

    def status(self) -> Credentials:
        return Credentials(self.cleaned_data["status"])


class ReceptionForm(ForumForm):
    def __init__(self, *args: Any, authorities: Sequence[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_texts("by_names", _("Who received the delegation"))
        self.add_texts("by_functions", _("In what function"))
        self.fields["authority"] = forms.ChoiceField(
            label=_("At which mission or authority"), required=False, choices=_authorities(authorities)
        )
        self.fields["on"] = day_field(_("On"), required=False)
        self.add_source()

    def act_arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "by_names": self.texts("by_names"),
            "by_functions": self.texts("by_functions"),
            "authority": UUID(data["authority"]) if data["authority"] else None,
            "on": data["on"],
            "sources": self.sources(),
        }


class PresenceForm(ForumForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presence"] = forms.ChoiceField(
            label=_("Presence"), widget=forms.RadioSelect, choices=choices(PRESENCES)
        )
        self.add_texts("remark", _("Remark"))
        self.add_source()

    def act_arguments(self) -> dict[str, Any]:
        return {
            "presence": Presence(self.cleaned_data["presence"]),
            "remark": self.texts("remark"),
            "sources": self.sources(),
        }
