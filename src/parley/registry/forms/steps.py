"""The forms of single steps: what is said, at which meeting, with what outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.council.queries import PartyName
from parley.council.words import said
from parley.registry.forms.audience import AudienceForm
from parley.registry.forms.fields import by_language, day, language, line, text
from parley.registry.queries.audiences import Audience
from parley.registry.rules.procedure import Outcome
from parley.registry.words import OUTCOMES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class SayForm(ActForm):
    """One text, in one language: the reader's own, unless another is chosen."""

    def __init__(
        self, *args: Any, label: StrOrPromise = "", required: bool = True, help_text: StrOrPromise = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text(label or _("In your words"), required=required, help_text=help_text)
        self.fields["language"] = language(_("Language of the text"))

    def said(self) -> dict[str, str]:
        return by_language(self.cleaned_data)

    def _first_with(self, prefix: str) -> str | None:
        return "text" if prefix in {"reasons", "note", "question", "proof"} else super()._first_with(prefix)


class HoldForm(SayForm):
    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, label=_("Why you hold it"), **kwargs)
        self.fields["days"] = forms.IntegerField(
            label=_("For how many days"),
            min_value=1,
            max_value=most,
            initial=most,
            help_text=_("Today is the first; %(most)d at most.") % {"most": most},
        )


class NoteForm(SayForm):
    """What a member says; or, recorded by the secretariat, what it said in a note verbale."""

    def __init__(self, *args: Any, by_note: bool = False, members: Sequence[PartyName] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if members:
            self.fields["member"] = forms.ChoiceField(
                label=_("Whose note it is"), choices=[(str(member.id), said(member.name)) for member in members]
            )
        if by_note:
            self.fields["received_on"] = day(
                _("The note verbale was received on"), help_text=_("It counts from this day.")
            )
        self.order_fields(["member", "received_on", "text", "language"])


class MeetingForm(ActForm):
    """What was decided at a meeting, and on which day."""

    def __init__(self, *args: Any, reasoned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = line(_("Meeting"), required=True, help_text=_("As its record calls it."))
        self.fields["meeting_on"] = day(_("Decided on"))
        if reasoned:
            self.fields["text"] = text(_("Reasons"), required=True)
            self.fields["language"] = language(_("Language of the reasons"))

    def said(self) -> dict[str, str]:
        return by_language(self.cleaned_data)

    def meeting(self) -> dict[str, Any]:
        """As the acts take it."""
        return {name: self.cleaned_data[name] for name in ("meeting", "meeting_on")}

    def _first_with(self, prefix: str) -> str | None:
        return "text" if prefix in {"reasons", "note"} and "text" in self.fields else None


class ListingForm(MeetingForm):
    """The reference is the list's own, and given when an entry is listed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"] = line(
            _("Reference on the joint list"), help_text=_("Leave it empty for the next number of the list.")
        )
        self.order_fields(["reference", "meeting", "meeting_on"])


class ReviewForm(MeetingForm):
    """A delisting closes a review by itself, and is recorded as such."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, reasoned=True, **kwargs)
        offered = (Outcome.RETAINED, Outcome.AMENDED)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Outcome"),
            widget=forms.RadioSelect,
            choices=[(outcome.value, OUTCOMES[outcome]) for outcome in offered],
        )
        self.order_fields(["outcome", "meeting", "meeting_on", "text", "language"])


class EvidenceForm(AudienceForm):
    def __init__(self, *args: Any, offered: Sequence[Audience], states: Sequence[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = line(_("Title"), required=True)
        self.fields["text"] = text(_("Evidence"), required=True, rows=8)
        self.add_audience(offered, states)
