"""Forms that say what is shared and with whom. Their pages say of every choice, before it is made, whom it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from parley.council.errors import InputError, Message, gettext_noop
from parley.council.forms import ActForm
from parley.council.queries import PartyName
from parley.council.words import said
from parley.exchange.forms.parcels import SPLIT, Parcel, opened, unpacked
from parley.exchange.queries.destinations import NAMED, US, Destination
from parley.exchange.queries.own import Shared
from parley.release.forms import NamedChoice, nameable
from parley.release.rules import Named, Terms, terms
from parley.settings import SETTINGS


class AudienceForm(ActForm):
    """Whom something is for: one collection, or States by name."""

    def __init__(
        self,
        *args: Any,
        destinations: Sequence[Destination],
        states: Sequence[PartyName],
        current: str = US,
        named: frozenset[UUID] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.destinations = {each.value: each for each in destinations}
        self.fields["into"] = forms.ChoiceField(
            label=_("With whom"),
            widget=forms.RadioSelect,
            choices=[(value, value) for value in self.destinations],
            initial=current,
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

    @property
    def chosen(self) -> Destination:
        return self.destinations[self.cleaned_data["into"]]

    def to(self) -> Terms | None:
        """The terms, where they are not the collection's own."""
        if self.chosen.value != NAMED:
            return None
        return terms(Named(frozenset(UUID(id_) for id_ in self.cleaned_data["states"])))

    def offered(self) -> Iterator[tuple[forms.boundfield.BoundWidget, Destination]]:
        for radio in self["into"]:
            yield radio, self.destinations[str(radio.data["value"])]

    def nameable(self) -> Iterator[NamedChoice]:
        return nameable(self["states"], self.destinations[NAMED].reach)


class ShareForm(AudienceForm):
    """What, and with whom. `packed` holds the objects once they were read; the file itself is not asked for again."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        help_text=_("STIX 2.1 (a bundle, an envelope, or objects), STIX 2.0, MISP events, or CSV of indicators."),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false"}),
    )
    packed = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["file", "text", "into", "states"])

    def parcel(self, party: UUID, at: datetime) -> Parcel:
        """The objects, or `InputError`."""
        data = self.cleaned_data
        if data["packed"]:
            return Parcel(unpacked(data["packed"]), data["packed"])
        file, text = data.get("file"), data["text"]
        if bool(file) == bool(text.strip()):
            came = Message(gettext_noop("both")) if file else Message(gettext_noop("nothing"))
            expected = gettext_noop("a file, or a text")
            raise InputError("file", expected, came, gettext_noop("Choose a file, or paste what is in it."))
        if file:
            return opened(_octets(file), file.name or "", party, at)
        return opened(text.encode(errors="replace"), "", party, at)


def _octets(file: UploadedFile[Any]) -> bytes:
    most = SETTINGS.request_bytes_max
    if (file.size or 0) > most:
        expected = Message(gettext_noop("a file of 1 to this many bytes: %(most)d"), most=most)
        came = Message(gettext_noop("bytes: %(count)d"), count=file.size)
        raise InputError("file", expected, came, SPLIT)
    content: bytes = file.read(most + 1)
    return content


class OfCollectionForm(ActForm):
    """Which of one's own copies is meant, where an object was added to several collections."""

    def __init__(self, *args: Any, copies: Sequence[Shared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.copies = {str(each.collection.id): each for each in copies}
        only = next(iter(self.copies)) if len(self.copies) == 1 else None
        self.fields["of"] = forms.ChoiceField(
            label=_("Shared through"),
            widget=forms.HiddenInput if only else forms.RadioSelect,
            choices=[(id_, id_) for id_ in self.copies],
            initial=only,
        )

    @property
    def copy(self) -> Shared:
        return self.copies[self.cleaned_data["of"]]

    def sources(self) -> Iterator[tuple[forms.boundfield.BoundWidget, Shared]]:
        for radio in self["of"]:
            yield radio, self.copies[str(radio.data["value"])]


class ReleaseForm(OfCollectionForm, AudienceForm):
    """Release one's own object to others than before."""
