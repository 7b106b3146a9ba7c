"""The forms of a clearance: who was checked, for what it holds and until when, and the person's consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.errors import InputError, gettext_noop
from parley.council.queries import PartyName
from parley.registry.acts.clearing import Consent
from parley.registry.forms.audience import AudienceForm
from parley.registry.forms.fields import day, line, text
from parley.registry.queries.audiences import Audience
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Identifier
from parley.registry.words import IDENTIFIERS, PURPOSES, choices, country_code


class ConsentForm(AudienceForm):
    renamed: ClassVar[Mapping[str, str]] = {
        "consent": "consent_given_on",
        "given_on": "consent_given_on",
        "reference": "consent_reference",
        "identifiers": "identifier",
    }

    def __init__(self, *args: Any, offered: Sequence[Audience], states: Sequence[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_fields()
        self.fields["consent_given_on"] = day(
            _("The person consented on"), required=False, help_text=_("Only if others are to be told.")
        )
        self.fields["consent_reference"] = line(_("Where the consent is kept"))
        self.add_audience(offered, states)

    def add_fields(self) -> None:
        """Those that come before the consent."""

    def consent(self) -> Consent | None:
        data = self.cleaned_data
        given, reference = data["consent_given_on"], data["consent_reference"].strip()
        if given is None and not reference:
            return None
        if given is None:
            raise InputError(
                "given_on",
                gettext_noop("the day on which the person consented"),
                "",
                gettext_noop("Give it, or leave both fields empty."),
            )
        return Consent(given, reference)


class ClearanceForm(ConsentForm):
    def add_fields(self) -> None:
        self.fields["name"] = line(_("Name of the person, as in the document"), required=True)
        self.fields["born"] = line(_("Date of birth"), help_text=_("1950-06-05, in full."))
        self.fields["nationality"] = line(_("Nationality"), help_text=_("A country’s name or code (PK)."))
        self.fields["identifier_kind"] = forms.ChoiceField(
            label=_("Kind of document"), required=False, choices=[("", _("Not said")), *choices(IDENTIFIERS)]
        )
        self.fields["identifier"] = line(_("Number of the document"))
        self.fields["identifier_country"] = line(_("Country that gave it"))
        self.fields["reasons"] = text(_("How it was found that this is somebody else"), required=True)
        self.fields["purposes"] = forms.MultipleChoiceField(
            label=_("What it holds for"), widget=forms.CheckboxSelectMultiple, choices=choices(PURPOSES)
        )
        self.fields["expires_on"] = day(_("The last day on which it holds"))

    def person(self) -> Person:
        data = self.cleaned_data
        number = data["identifier"].strip()
        identifier = Identifier(data["identifier_kind"], number, country_code(data["identifier_country"]))
        return Person(
            name=data["name"],
            born=data["born"].strip(),
            nationality=country_code(data["nationality"]),
            identifiers=(identifier,) if number else (),
        )

    def purposes(self) -> list[Purpose]:
        return [Purpose(value) for value in self.cleaned_data["purposes"]]
