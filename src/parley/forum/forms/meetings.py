"""Forms for a meeting as a whole: convene it, invite to it, note what a source says of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.text import LANGUAGES
from parley.council.words import said
from parley.forum.forms.fields import ForumForm, day_field, line_field
from parley.forum.rules import MeetingKind
from parley.forum.words import KINDS, TOPICS, choices

TOPICS_MAX = 50

Option = tuple[str, Any]


def party_options(names: Sequence[PartyName]) -> list[Option]:
    return [(str(name.id), said(name.name)) for name in names]


class ConveneForm(ForumForm):
    renamed = ForumForm.renamed | {"partners": "partner"}

    def __init__(
        self,
        *args: Any,
        hosts: Sequence[PartyName],
        bodies: Sequence[PartyName],
        authorities: Sequence[Authority],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        none: list[Option] = [("", _("None"))]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=choices(KINDS))
        self.add_texts("titles", _("Title"))
        self.fields["starts"] = day_field(_("First day"))
        self.fields["ends"] = day_field(_("Last day"))
        self.fields["zone"] = line_field(
            _("Time zone of the venue"),
            help_text=_("By its name in the IANA list, for example Asia/Tashkent."),
            placeholder="Asia/Tashkent",
        )
        self.fields["reply_by"] = day_field(
            _("Replies are asked for by"), required=False, help_text=_("Leave it empty where no day is set.")
        )
        self.add_texts("city", _("City"))
        self.add_texts("venue", _("Venue"))
        self.fields["host"] = forms.ChoiceField(label=_("Host"), choices=party_options(hosts))
        self.fields["host_authority"] = forms.ChoiceField(
            label=_("Authority of the host"),
            required=False,
            choices=[*none, *((str(a.id), said(a.names)) for a in authorities)],
        )
        self.fields["body"] = forms.ChoiceField(
            label=_("Organising body"),
            required=False,
            choices=[*none, *party_options(bodies)],
            help_text=_("The body whose meeting it is. Its list gives the protocol order and the names of States."),
        )
        self.fields["support"] = forms.ChoiceField(
            label=_("With the support of"), required=False, choices=[*none, *party_options(bodies)]
        )
        self.add_texts("partner", _("Knowledge partner"))
        self.add_texts("about", _("About the meeting"), long=True)
        self.add_texts("topics", _("Topics, one on a line"), long=True)
        self.fields["whole_council"] = forms.BooleanField(
            label=_("Show the meeting to the whole council"),
            required=False,
            help_text=_(
                "Otherwise only those invited know of it. In either case, replies and delegations are for those "
                "invited, and each document for those whom its circulation names."
            ),
        )
        self.add_source()

    def act_arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        partner = self.texts("partner")
        return {
            "kind": MeetingKind(data["kind"]),
            "titles": self.texts("titles"),
            "starts": data["starts"],
            "ends": data["ends"],
            "zone": data["zone"].strip(),
            "reply_by": data["reply_by"],
            "city": self.texts("city"),
            "venue": self.texts("venue"),
            "host": UUID(data["host"]),
            "host_authority": _uuid(data["host_authority"]),
            "body": _uuid(data["body"]),
            "support": _uuid(data["support"]),
            "partners": [partner] if partner else [],
            "about": self.texts("about"),
            "topics": self._topics(),
            "whole_council": data["whole_council"],
            "sources": self.sources(),
        }

    def _topics(self) -> list[dict[str, str]]:
        """The n-th line of each language is the n-th topic."""
        lines = {code: text.strip().splitlines()[:TOPICS_MAX] for code, text in self.texts("topics").items()}
        rows = zip_longest(*(lines.get(code, []) for code in LANGUAGES), fillvalue="")
        topics = (dict(zip(LANGUAGES, row, strict=True)) for row in rows)
        return [topic for topic in topics if any(text.strip() for text in topic.values())]


class InviteForm(ForumForm):
    def __init__(self, *args: Any, states: Sequence[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["states"] = forms.MultipleChoiceField(
            label=_("States to invite"), widget=forms.CheckboxSelectMultiple, choices=party_options(states)
        )
        self.fields["reference"] = line_field(
            _("Number and date of the note"),
            required=False,
            help_text=_("As it stands on the invitation that was sent."),
        )

    def states(self) -> list[UUID]:
        return [UUID(id_) for id_ in self.cleaned_data["states"]]


class NoteForm(ForumForm):
    renamed = ForumForm.renamed | {"title": "source_title"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = forms.ChoiceField(label=_("What it is about"), choices=choices(TOPICS))
        self.add_texts("note", _("What the source says"), long=True)
        self.add_texts("speaker", _("Who says it"))
        self.fields["disputed"] = forms.BooleanField(label=_("It contradicts what the page shows"), required=False)
        self.add_source()


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None
