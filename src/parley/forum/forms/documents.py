"""Forms for a document, and for the choice of those whom it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from parley.council.errors import InputError, Message, gettext_noop
from parley.council.forms import LANGUAGE_CHOICES
from parley.council.queries import PartyName
from parley.council.text import LANGUAGES
from parley.forum.acts import Upload
from parley.forum.forms.fields import ForumForm, line_field
from parley.forum.forms.meetings import party_options
from parley.forum.queries import Circulation
from parley.release.forms import NamedChoice, nameable
from parley.release.rules import Named, Terms, terms
from parley.settings import SETTINGS


class CirculationForm(ForumForm):
    """Whom a document is for. Its page says of every choice, before it is made, whom it would reach."""

    def __init__(
        self,
        *args: Any,
        circulations: Sequence[Circulation],
        states: Sequence[PartyName],
        current: Terms | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.circulations = {offered.value: offered for offered in circulations}
        self.fields["circulation"] = forms.ChoiceField(
            label=_("Circulation"),
            widget=forms.RadioSelect,
            choices=[(value, value) for value in self.circulations],
            initial=self._chosen(current),
        )
        self.fields["states"] = forms.MultipleChoiceField(
            label=_("States to name"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=party_options(states),
            initial=[str(party) for party in _named(current)],
        )

    def _chosen(self, current: Terms | None) -> str:
        """What stands now; for what is new, the narrowest circulation that makes sense."""
        if current is None:
            return "participants" if "participants" in self.circulations else "us"
        return next((value for value, offered in self.circulations.items() if offered.terms == current), "named")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("circulation") == "named" and not data.get("states"):
            self.add_error("states", _("Choose one State at least, or another circulation."))
        return data

    def terms(self) -> Terms:
        """What was chosen, as the gate takes it."""
        chosen = self.circulations[self.cleaned_data["circulation"]].terms
        if chosen is not None:
            return chosen
        return terms(Named(frozenset(UUID(id_) for id_ in self.cleaned_data["states"])))

    def offered(self) -> Iterator[tuple[forms.boundfield.BoundWidget, Circulation]]:
        for radio in self["circulation"]:
            yield radio, self.circulations[str(radio.data["value"])]

    def nameable(self) -> Iterator[NamedChoice]:
        return nameable(self["states"], self.circulations["named"].reach)


def _named(current: Terms | None) -> frozenset[UUID]:
    match list(current.constraints) if current else []:
        case [Named(parties=parties)]:
            return parties
        case _:
            return frozenset()


class DocumentForm(CirculationForm):
    renamed = CirculationForm.renamed | {"files": f"file_{LANGUAGES[0]}"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symbol"] = line_field(
            _("Symbol"), help_text=_("As it stands on the document, for example RATS/SEM/2021/DOC.1.")
        )
        self.add_texts("titles", _("Title"))
        for code, name in LANGUAGE_CHOICES:
            self.fields[f"file_{code}"] = forms.FileField(
                label=_("File (%(language)s)") % {"language": name}, required=False, allow_empty_file=True
            )
        self.order_fields(
            ["symbol", *(f"titles_{code}" for code in LANGUAGES), *(f"file_{code}" for code in LANGUAGES)]
        )

    def plain(self) -> list[Any]:
        """The parts before the choice of circulation."""
        return [part for part in self.parts() if part.first.name not in {"circulation", "states"}]

    def uploads(self) -> list[Upload]:
        """The files that were chosen, none of them read beyond the limit."""
        chosen = ((code, self.cleaned_data.get(f"file_{code}")) for code in LANGUAGES)
        return [_read(code, file) for code, file in chosen if file is not None]


def _read(language: str, file: UploadedFile[Any]) -> Upload:
    most = SETTINGS.file_bytes_max
    if (file.size or 0) > most:
        raise InputError(
            f"file_{language}",
            Message(gettext_noop("a file of 1 to this many bytes: %(most)d"), most=most),
            Message(gettext_noop("bytes: %(count)d"), count=file.size),
            gettext_noop("Send the file itself, or a smaller one."),
        )
    return Upload(language, file.name or "", file.content_type or "", file.read(most + 1))
