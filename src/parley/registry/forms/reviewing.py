"""The forms of the independent reviewer's steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.registry.forms.fields import text
from parley.registry.queries.public import PublicRow
from parley.registry.rules.petitions import PetitionStepKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class TextForm(ActForm):
    renamed: ClassVar[dict[str, str]] = {"reasons": "text"}

    def __init__(self, *args: Any, label: StrOrPromise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text(label, required=True, rows=6)


class GatherForm(ActForm):
    """Which entry of the joint list it is about; one that the petitioner named is chosen already."""

    ENTRIES_MAX: ClassVar[int] = 1000

    def __init__(self, *args: Any, entries: Sequence[PublicRow], about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = about.casefold()
        likely = [e for e in entries if e.reference.casefold() in named or e.name.casefold() in named]
        self.fields["entry"] = forms.ChoiceField(
            label=_("The entry that it concerns"),
            choices=[(str(e.id), f"{e.reference} · {e.name}") for e in entries],
            initial=str(likely[0].id) if len(likely) == 1 else None,
        )


class ReportForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recommends"] = forms.ChoiceField(
            label=_("What you recommend"),
            widget=forms.RadioSelect,
            choices=[
                (PetitionStepKind.DELISTED.value, _("That the entry comes off the list")),
                (PetitionStepKind.RETAINED.value, _("That it stays on the list")),
            ],
        )
        self.fields["text"] = text(_("The report"), required=True, rows=12)
