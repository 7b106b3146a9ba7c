"""The forms of single steps: what is said, at which meeting, with what outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parley.council.forms import LANGUAGE_CHOICES, ActForm
from parley.council.queries import PartyName
from parley.council.text import LANGUAGES
from parley.council.words import said
from parley.registry.forms.content import ContentForm, day, line, text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class SayForm(ActForm):
    """One text, in one language: the reader's own, unless another is chosen."""

    def __init__(
        self, *args: Any, label: StrOrPromise = "", required: bool = True, help_text: StrOrPromise = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text(label or _("In your words"), required=required, help_text=help_text)
        own = get_language() or "en"
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the text"), choices=LANGUAGE_CHOICES, initial=own if own in LANGUAGES else "en"
        )

    def said(self) -> dict[str, str]:
        typed = self.cleaned_data["text"]
        return {self.cleaned_data["language"]: typed} if typed.strip() else {}

    def _first_with(self, prefix: str) -> str | None:
        return "text" if prefix in {"texts", "reasons", "reason", "proof"} else super()._first_with(prefix)


class ObjectForm(SayForm):
    """An objection or a hold; the secretariat records one for a member that sent a note verbale."""

    def __init__(self, *args: Any, members: Sequence[PartyName] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if members:
            self.fields["member"] = forms.ChoiceField(
                label=_("For which member"), choices=[(str(member.id), said(member.name)) for member in members]
            )
            self.fields["reference"] = line(_("Number of the note verbale"), required=True)
            self.fields["received_on"] = day(_("Received on"), help_text=_("It counts from this day."))
            self.order_fields(["member", "reference", "received_on", "text", "language"])


class MeetingForm(ActForm):
    """What was decided at a meeting, and on which day."""

    def __init__(self, *args: Any, reasoned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = line(_("Meeting"), required=True, help_text=_("As its record calls it."))
        self.fields["meeting_on"] = day(_("Decided on"))
        if reasoned:
            own = get_language() or "en"
            self.fields["text"] = text(_("Reasons"), required=True)
            self.fields["language"] = forms.ChoiceField(
                label=_("Language of the reasons"),
                choices=LANGUAGE_CHOICES,
                initial=own if own in LANGUAGES else "en",
            )

    def said(self) -> dict[str, str]:
        typed = self.cleaned_data.get("text", "")
        return {self.cleaned_data["language"]: typed} if typed.strip() else {}

    def _first_with(self, prefix: str) -> str | None:
        return "text" if prefix in {"texts", "reasons", "reason"} and "text" in self.fields else None


class ListingForm(MeetingForm):
    """The reference is the list's own, and given when an entry is listed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"] = line(
            _("Reference on the joint list"),
            required=True,
            help_text=_("Unique on the list; everybody who sees it sees the entry."),
        )
        self.order_fields(["reference", "meeting", "meeting_on"])


class EvidenceForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = line(_("Title"), required=True)
        self.fields["text"] = text(_("Evidence"), required=True, rows=8)


class ProposalForm(ContentForm):
    """A listing that is proposed, or a proposal revised, or an amendment."""
