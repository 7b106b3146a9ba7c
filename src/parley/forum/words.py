"""The forum's closed vocabularies in the reader's language: every member of every list has its phrase."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.forum.rules import Answer, Channel, Credentials, Debt, Level, MeetingKind, NoteTopic, Presence, Rank

Vocabulary = Mapping[str, Promise]

KINDS: Vocabulary = {
    MeetingKind.SESSION: _("Council session"),
    MeetingKind.SEMINAR: _("Seminar"),
    MeetingKind.WORKING_GROUP: _("Working group"),
    MeetingKind.EXERCISE: _("Exercise"),
    MeetingKind.CONSULTATION: _("Consultation"),
}
ANSWERS: Vocabulary = {
    Answer.CONFIRMED: _("Confirmed"),
    Answer.TENTATIVE: _("Tentative"),
    Answer.DECLINED: _("Declined"),
}
CHANNELS: Vocabulary = {
    Channel.NOTE_VERBALE: _("Note verbale"),
    Channel.LETTER: _("Letter"),
    Channel.PUBLIC_STATEMENT: _("Public statement"),
    Channel.IN_PERSON: _("In person"),
}
RANKS: Vocabulary = {
    Rank.HEAD: _("Head of delegation"),
    Rank.DELEGATE: _("Delegate"),
    Rank.ADVISER: _("Adviser"),
}
LEVELS: Vocabulary = {
    Level.HEAD_OF_STATE: _("Head of State or government"),
    Level.MINISTER: _("Minister"),
    Level.SECRETARY: _("Secretary of a security council"),
    Level.AGENCY_HEAD: _("Head of an agency"),
    Level.SENIOR_OFFICIAL: _("Senior official"),
    Level.EXPERT: _("Expert"),
}
CREDENTIALS: Vocabulary = {
    Credentials.RECEIVED: pgettext_lazy("credentials", "Received"),
    Credentials.PROVISIONAL: pgettext_lazy("credentials", "Seated provisionally"),
    Credentials.IN_ORDER: pgettext_lazy("credentials", "In order"),
}
PRESENCES: Vocabulary = {
    Presence.EXPECTED: pgettext_lazy("presence", "Expected"),
    Presence.ATTENDED: pgettext_lazy("presence", "Attended"),
    Presence.ABSENT: pgettext_lazy("presence", "Did not attend"),
}
TOPICS: Vocabulary = {
    NoteTopic.DATES: _("On the dates"),
    NoteTopic.PARTICIPANTS: _("On who took part"),
    NoteTopic.STATEMENT: _("A statement made there"),
    NoteTopic.PROGRAMME: _("On the programme"),
    NoteTopic.CONTEXT: _("Context"),
    NoteTopic.OUTCOME: _("On the outcome"),
}
DEBTS: Vocabulary = {
    Debt.REPLY: _("Answer the invitation"),
    Debt.DELEGATION: _("Name your delegation"),
    Debt.CREDENTIALS: _("Send your delegation’s credentials"),
}
VOCABULARIES: Mapping[type[StrEnum], Vocabulary] = {
    MeetingKind: KINDS,
    Answer: ANSWERS,
    Channel: CHANNELS,
    Rank: RANKS,
    Level: LEVELS,
    Credentials: CREDENTIALS,
    Presence: PRESENCES,
    NoteTopic: TOPICS,
    Debt: DEBTS,
}
# No two lists share a value, so that a value is enough to say what it means (tests/forum/test_words.py).
WORDS: Vocabulary = {value: words for each in VOCABULARIES.values() for value, words in each.items()}


def choices(vocabulary: Vocabulary) -> list[tuple[str, Promise]]:
    """For a form's field."""
    return list(vocabulary.items())
