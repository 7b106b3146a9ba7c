"""The register in the reader's language: closed vocabularies, countries, items of entries, sentences of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from babel import Locale
from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parley.council.errors import Message
from parley.registry.queries.waiting import Waits
from parley.registry.rules.clearances import Purpose
from parley.registry.rules.differences import Part
from parley.registry.rules.entries import Alias, Birth, Identifier, Kind, Quality, Roll, State
from parley.registry.rules.petitions import PetitionStepKind, Stage
from parley.registry.rules.procedure import OPENS, Matter, Outcome, StepKind

Vocabulary = Mapping[str, Promise]

KINDS: Vocabulary = {
    Kind.PERSON: _("Person"),
    Kind.ORGANISATION: _("Organisation"),
    Kind.VESSEL: _("Vessel"),
    Kind.AIRCRAFT: _("Aircraft"),
}
ROLLS: Vocabulary = {
    Roll.JOINT: _("Joint list"),
    Roll.NATIONAL: _("National designation"),
    Roll.SOURCE: _("Other list"),
}
LISTS: Vocabulary = {
    Roll.JOINT: _("Joint list"),
    Roll.NATIONAL: _("National designations"),
    Roll.SOURCE: _("Other lists"),
}
QUALITIES: Vocabulary = {
    Quality.PRIMARY: pgettext_lazy("name", "Primary"),
    Quality.GOOD: pgettext_lazy("name", "Good"),
    Quality.LOW: pgettext_lazy("name", "Low"),
}
STATES: Vocabulary = {
    State.UNDER_CONSIDERATION: pgettext_lazy("entry", "Under consideration"),
    State.ON_HOLD: pgettext_lazy("entry", "On hold"),
    State.LISTED: pgettext_lazy("entry", "Listed"),
    State.REJECTED: pgettext_lazy("entry", "Rejected"),
    State.DELISTED: pgettext_lazy("entry", "Delisted"),
    State.WITHDRAWN: pgettext_lazy("entry", "Withdrawn"),
}
NATIONAL_STATES: Vocabulary = {
    State.LISTED: pgettext_lazy("designation", "In force"),
    State.DELISTED: pgettext_lazy("designation", "Ended"),
}
STEPS: Vocabulary = {
    StepKind.PROPOSED: _("Listing proposed"),
    StepKind.OBJECTED: _("Objection"),
    StepKind.OBJECTION_LIFTED: _("Objection lifted"),
    StepKind.HELD: _("Hold placed"),
    StepKind.HOLD_LIFTED: _("Hold lifted"),
    StepKind.ASKED: _("Question"),
    StepKind.ANSWERED: _("Answer"),
    StepKind.REVISED: _("Proposal revised"),
    StepKind.WITHDRAWN: _("Proposal withdrawn"),
    StepKind.LISTED: _("Listed by consensus"),
    StepKind.REJECTED: _("Rejected"),
    StepKind.AMENDMENT_PROPOSED: _("Amendment proposed"),
    StepKind.AMENDED: _("Amended"),
    StepKind.REVIEW_CLOSED: _("Review closed"),
    StepKind.DELISTING_PROPOSED: _("Delisting proposed"),
    StepKind.DELISTING_RECOMMENDED: _("Delisting recommended by the independent reviewer"),
    StepKind.RETAINED: _("Retained by consensus, against the reviewer's recommendation"),
    StepKind.DELISTED: _("Taken off the list"),
    StepKind.REMOVED_DECEASED: _("Removed: the person has died"),
    StepKind.REMOVED_DISSOLVED: _("Removed: the organisation is dissolved"),
    StepKind.DESIGNATED: _("Designated"),
    StepKind.DESIGNATION_ENDED: _("Designation ended"),
    StepKind.EVIDENCE_REFUSED: _("Evidence refused to the independent reviewer"),
    StepKind.IMPORTED: _("Imported"),
    StepKind.IMPORT_ENDED: _("No longer on its list"),
}
MATTERS: Vocabulary = {
    Matter.LISTING: pgettext_lazy("proposal", "to list it"),
    Matter.AMENDMENT: pgettext_lazy("proposal", "to amend it"),
    Matter.DELISTING: pgettext_lazy("proposal", "to take it off the list"),
}
OUTCOMES: Vocabulary = {
    Outcome.RETAINED: pgettext_lazy("review", "It stays as it is"),
    Outcome.AMENDED: pgettext_lazy("review", "It has been amended"),
    Outcome.DELISTED: pgettext_lazy("review", "It came off the list"),
}
PETITION_STEPS: Vocabulary = {
    PetitionStepKind.RECEIVED: pgettext_lazy("petition", "Received"),
    PetitionStepKind.RETURNED: pgettext_lazy("petition", "Returned: nothing to review"),
    PetitionStepKind.GATHERING: pgettext_lazy("petition", "Gathering information"),
    PetitionStepKind.EXTENDED: pgettext_lazy("petition", "Time extended"),
    PetitionStepKind.EVIDENCE_ASKED: pgettext_lazy("petition", "Evidence asked for"),
    PetitionStepKind.EVIDENCE_REFUSED: pgettext_lazy("petition", "Evidence refused to the reviewer"),
    PetitionStepKind.DIALOGUE: pgettext_lazy("petition", "Dialogue with the petitioner"),
    PetitionStepKind.MESSAGE: pgettext_lazy("petition", "Message"),
    PetitionStepKind.REPORT: pgettext_lazy("petition", "Report to the council"),
    PetitionStepKind.DELISTED: pgettext_lazy("petition", "Taken off the list"),
    PetitionStepKind.RETAINED: pgettext_lazy("petition", "Stays on the list"),
    PetitionStepKind.WITHDRAWN: pgettext_lazy("petition", "Withdrawn"),
}
PARTS: Vocabulary = {
    Part.NAMES: _("Names"),
    Part.BIRTHS: _("Birth, or foundation"),
    Part.DEATHS: _("Died, or dissolved"),
    Part.NATIONALITIES: _("Nationality"),
    Part.COUNTRIES: _("Countries"),
    Part.ADDRESSES: _("Addresses"),
    Part.IDENTIFIERS: _("Identifiers"),
    Part.FUNCTIONS: _("Functions"),
    Part.LEGAL_BASIS: _("Legal basis"),
    Part.REASONS: _("Reasons"),
    Part.REMARKS: _("Remarks"),
    Part.PROGRAMME: _("Part of its list"),
}
_DECIDED_FROM = _("Can be decided from")
UNTIL: Vocabulary = {
    **dict.fromkeys((*OPENS, StepKind.REVISED), _DECIDED_FROM),
    StepKind.HELD: _("Until"),
    StepKind.LISTED: _("Next review"),
    StepKind.REVIEW_CLOSED: _("Next review"),
    StepKind.DELISTING_RECOMMENDED: _("Takes effect on"),
    StepKind.DELISTED: _("Took effect on"),
}
"""What the date of a step is."""
PURPOSES: Vocabulary = {
    Purpose.BORDER: _("Border control"),
    Purpose.VISA: _("Visas and residence"),
    Purpose.FINANCE: _("Payments and accounts"),
    Purpose.TRAVEL: _("Carriage of passengers"),
    Purpose.TRADE: _("Trade and customs"),
    Purpose.EMPLOYMENT: _("Employment and licences"),
    Purpose.INVESTIGATION: _("An investigation"),
}
WAITS: Vocabulary = {
    Waits.CONSIDER: _("Object, hold or ask in time"),
    Waits.ANSWER: _("Answer a question"),
    Waits.DECIDE: _("Can be decided at a meeting"),
    Waits.REVIEW: _("Review it"),
    Waits.RETAIN: _("Comes off the list, unless all agree to retain it"),
    Waits.EVIDENCE: _("The reviewer asks for your evidence"),
    Waits.ACKNOWLEDGE: _("Acknowledge that it came off its list"),
    Waits.PETITION: _("Petition"),
}
STAGES: Vocabulary = {
    Stage.RECEIVED: pgettext_lazy("petition", "Received; the reviewer has not begun"),
    Stage.GATHERING: pgettext_lazy("petition", "The reviewer gathers information"),
    Stage.DIALOGUE: pgettext_lazy("petition", "Dialogue with the petitioner"),
    Stage.REPORTED: pgettext_lazy("petition", "Reported: before the council"),
    Stage.ENDED: pgettext_lazy("petition", "Ended"),
}
IDENTIFIERS: Vocabulary = {
    "passport": _("Passport"),
    "national id": _("National identity number"),
    "tax number": _("Tax number"),
    "registration": _("Registration number"),
    "imo": _("IMO number"),
    "aircraft": _("Aircraft registration or serial number"),
}
"""Kinds of identifiers that the form offers. Another, as an imported list has it, is shown as it stands."""
VOCABULARIES: Mapping[type[StrEnum], Vocabulary] = {
    Kind: KINDS,
    Roll: ROLLS,
    Quality: QUALITIES,
    State: STATES,
    StepKind: STEPS,
    Matter: MATTERS,
    Outcome: OUTCOMES,
    Part: PARTS,
    Purpose: PURPOSES,
    Stage: STAGES,
    Waits: WAITS,
    PetitionStepKind: PETITION_STEPS,
}


def choices(vocabulary: Vocabulary) -> list[tuple[str, Promise]]:
    """For a form's field."""
    return list(vocabulary.items())


def state_text(state: str, roll: str) -> Promise | str:
    """Of a national designation one says that it is in force, not that it is listed."""
    own = NATIONAL_STATES if roll == Roll.NATIONAL else STATES
    return own[state] if state in own else STATES.get(state, state)


def identifier_text(kind: str) -> Promise | str:
    return IDENTIFIERS.get(kind, kind)


def purpose_text(purpose: str) -> str:
    """A look-up's purpose, its first words in the reader's language where they are one of those offered."""
    for known, words in PURPOSES.items():
        if purpose.startswith(known):
            return str(words) + purpose[len(known) :]
    return purpose


# ── Countries and languages, by CLDR's names ─────────────────────────────────────────────────

_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans"}


def _locale() -> Locale:
    code = get_language() or "en"
    return Locale.parse(_LOCALES.get(code, code.replace("-", "_")))


def country_text(code: str) -> str:
    """A country by its ISO 3166-1 alpha-2 code, in the reader's language; another text as it stands."""
    return str(_locale().territories.get(code.upper(), code)) if code else ""


def country_code(text: str) -> str:
    """The code of a country that was typed as a code or as a name, in the reader's language or in English.

    What is neither comes back as it was typed, for the act to refuse.
    """
    typed = text.strip()
    if len(typed) == 2:
        return typed.upper()
    wanted = typed.casefold()
    for names in (_locale().territories, Locale.parse("en").territories):
        for code, name in names.items():
            if len(code) == 2 and code.isalpha() and name.casefold() == wanted:
                return str(code)
    return typed


def language_text(code: str) -> str:
    """A language of a name, by its BCP 47 tag, in the reader's language."""
    return str(_locale().languages.get(code.partition("-")[0].lower(), code)) if code else ""


# ── Items of an entry ────────────────────────────────────────────────────────────────────────


def birth_text(birth: Birth) -> str:
    """As precise as it is known: "1950", "1950-06", "about 1950", "1950 to 1952"."""
    days = f"{birth.first} – {birth.last}" if birth.last and birth.last != birth.first else birth.first
    return str(_("about %(days)s") % {"days": days}) if birth.approximate else days


def item_text(part: str, item: object) -> str:
    """One item of a part of an entry, as a line of a comparison says it."""
    match item:
        case Alias():
            what = [str(QUALITIES[item.quality]), language_text(item.language), item.basis]
            return f"{item.text} ({'; '.join(filter(None, what))})"
        case Birth():
            return birth_text(item) + (f", {item.place}" if item.place else "")
        case Identifier():
            where = f" ({country_text(item.country)})" if item.country else ""
            return f"{identifier_text(item.kind)}: {item.value}{where}"
        case (str(_language), str(said)):
            return said
        case _ if part in {Part.NATIONALITIES, Part.COUNTRIES}:
            return country_text(str(item))
        case _:
            return str(item)


# ── Sentences of the rules ───────────────────────────────────────────────────────────────────

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def sentence(message: Message | str) -> str:
    """A sentence of the rules in the reader's language, its days written as the reader writes them."""
    if isinstance(message, str):
        return gettext(message)
    params = {name: _said(param) for name, param in message.params.items()}
    return Message(message.template, **params).translated(gettext)


def _said(param: object) -> object:
    match param:
        case str(text) if _DAY.fullmatch(text):
            return format_date(date.fromisoformat(text), "long", locale=_locale())
        case State():
            return str(STATES[param])
        case str(text) if not text.isascii():
            return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
        case _:
            return param
