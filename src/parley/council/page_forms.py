"""The forms of the council's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parley.council import words
from parley.council.errors import InputError, gettext_noop
from parley.council.forms import ActForm, multilingual
from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.rules import AuthorityKind, PartyKind, Role, Scope, Status
from parley.council.text import line
from parley.settings import SETTINGS

LINE = SETTINGS.line_chars_max
PARTY_KINDS = (PartyKind.STATE, PartyKind.ORGANISATION, PartyKind.BODY)


def line_field(label: Any, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    """Text of one line: the act checks it, so that the refusal is the same everywhere."""
    widget = forms.TextInput(attrs={"dir": "auto", **kwargs.pop("attrs", {})})
    return forms.CharField(label=label, help_text=help_text, strip=False, widget=widget, **kwargs)


def labelled(text: str, explanation: Any) -> SafeString:
    """A choice and what it means."""
    return format_html('<span><b>{}</b> <span class="quiet small">{}</span></span>', text, explanation)


def isolated(names: Mapping[str, str]) -> SafeString:
    return format_html("<bdi>{}</bdi>", words.said(names))


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class PartyForm(ActForm):
    renamed: ClassVar[Mapping[str, str]] = {"publisher": "source_publisher", "title": "source_title"}

    kind = forms.ChoiceField(label=_("What it is"), choices=[(k.value, words.PARTY_KINDS[k]) for k in PARTY_KINDS])
    code = line_field(_("Code"), _("A short name in Latin letters, as in addresses: KZ."), attrs={"dir": "ltr"})
    status = forms.ChoiceField(
        label=_("Standing in the council"),
        choices=[("", _("None")), *((s.value, words.STATUSES[s]) for s in Status)],
        required=False,
    )
    since = date_field(_("Since"), required=False, help_text=_("Leave it empty if the day is not known."))
    source_publisher = line_field(_("Source of this: publisher"), required=False)
    source_title = line_field(_("Its title"), required=False)
    source_url = forms.URLField(label=_("Its web address"), required=False, assume_scheme="https")
    source_date = date_field(_("Its date"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [*multilingual(self, "names", _("Name")), *multilingual(self, "short_names", _("Short name"))]
        self.order_fields(["kind", "code", *named, "status", "since"])

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        sources = self._sources()
        standings = [(Status(data["status"]), data["since"], None, sources)] if data["status"] else []
        return {
            "kind": PartyKind(data["kind"]),
            "code": data["code"],
            "names": self.texts("names"),
            "short_names": self.texts("short_names"),
            "standings": standings,
            "sources": sources,
        }

    def _sources(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        title = line(data["source_title"], what="title", chars_max=LINE, required=False)
        url, day = data["source_url"], data["source_date"]
        named = bool(title or url or day)
        publisher = line(data["source_publisher"], what="publisher", chars_max=LINE, required=named)
        if not publisher:
            return []
        source = {"publisher": publisher, "title": title, "url": url, "date": day.isoformat() if day else ""}
        return [{name: value for name, value in source.items() if value}]


class AuthorityForm(ActForm):
    kind = forms.ChoiceField(label=_("What it is"), choices=())
    host = forms.ChoiceField(
        label=_("Host of the mission"),
        help_text=_("For a mission: in whose capital it is."),
        choices=(),
        required=False,
    )

    def __init__(self, *args: Any, organ: bool, hosts: Iterable[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [AuthorityKind.SECRETARIAT] if organ else [AuthorityKind.COMPETENT_AUTHORITY, AuthorityKind.MISSION]
        self.fields["kind"].choices = [(k.value, words.AUTHORITY_KINDS[k]) for k in kinds]  # type: ignore[attr-defined]
        named = [(str(host.id), words.said(host.name)) for host in hosts]
        self.fields["host"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]
        names = [*multilingual(self, "names", _("Name"))]
        self.order_fields(["kind", *names, "host", *multilingual(self, "city", _("City"))])

    def facts(self) -> dict[str, Any]:
        kind, host = AuthorityKind(self.cleaned_data["kind"]), self.cleaned_data["host"]
        mission = kind is AuthorityKind.MISSION
        if mission != bool(host):
            raise InputError(
                "host",
                gettext_noop("a host for a mission, and none for other authorities"),
                host,
                gettext_noop("Choose in whose capital the mission is."),
            )
        return {"kind": kind, "names": self.texts("names"), "host": host or None, "city": self.texts("city")}


class FirstFocalPointForm(ActForm):
    authority = forms.ChoiceField(label=_("Authority"), choices=(), required=False)
    display_name = line_field(_("Name of the person"), _("As the note verbale has it."))
    reference = line_field(_("Note verbale"), _("Its number and date."))

    def __init__(self, *args: Any, authorities: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = list(authorities)  # type: ignore[attr-defined]


class SuspendForm(ActForm):
    username = line_field(_("User name"), attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"})
    reference = line_field(_("Note verbale"), _("Its number and date."))


class ProposalForm(ActForm):
    display_name = line_field(_("Name of the person"))
    authority = forms.ChoiceField(label=_("Authority"), choices=(), required=False)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=(), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, authorities: Sequence[Authority], own: UUID, secretariat: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [(str(a.id), words.said(a.names)) for a in authorities]  # type: ignore[attr-defined]
        self.fields["authority"].initial = str(own)
        offered = [role for role in words.ROLES if secretariat or role != Role.SECRETARIAT]
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role, labelled(str(words.ROLES[role]), words.ROLE_MEANINGS[role])) for role in offered
        ]


class EnrolForm(ActForm):
    username = line_field(
        _("User name"),
        attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("12 characters or more. Several words that do not belong together are easy to keep in mind."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, ending: str, recovered: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if recovered is not None:
            del self.fields["username"]
        else:
            self.fields["username"].help_text = _(
                "Latin letters and digits. You will sign in with it and the ending %(ending)s."
            ) % {"ending": format_html("<b><bdi>{}</bdi></b>", ending)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ. Type them once more."))
        return data


class TokenForm(ActForm):
    label = line_field(_("What it is for"), _("For yourself: the program or machine that will hold it."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=[(s.value, words.SCOPES[s]) for s in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=_("Days until it expires"),
        initial=min(90, SETTINGS.token_days_max),
        widget=forms.NumberInput(attrs={"min": 1, "max": SETTINGS.token_days_max, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _("At most %(most)s.") % {"most": SETTINGS.token_days_max}
