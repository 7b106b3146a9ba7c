"""The data itself: every text in every language, every source known, nothing characterised without its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from parley.council.text import LANGUAGES
from parley.demo.facts import illustrations, meetings, parties, register, shapes, sources, viewpoints
from parley.demo.files import made
from parley.forum.files import FileLimits, inspect
from parley.forum.rules import Answer, Presence

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIMITS = FileLimits(2**20, 2**22, 1000, 200)
SCRIPTS = {"ru": ("\u0400", "\u04ff"), "zh-hans": ("\u4e00", "\u9fff"), "ur": ("\u0600", "\u06ff")}
# Names that are written alike everywhere.
ALIKE = {"NSCS", "republicworld.com"}
EVERYTHING: list[Any] = [
    *(getattr(parties, name) for name in vars(parties) if name.isupper()),
    *meetings.ALL,
    *sources.ALL,
    *viewpoints.VIEWPOINTS,
    *(getattr(register, name) for name in vars(register) if name.isupper()),
    *illustrations.GROUPS,
    *illustrations.PAPERS,
    illustrations.NOTICE,
    illustrations.working_group(NOW),
]


def walk(thing: Any) -> Iterator[Any]:
    yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from walk(getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from walk(value)
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from walk(item)


def texts() -> list[Mapping[str, str]]:
    found = [thing for thing in walk(EVERYTHING) if isinstance(thing, Mapping) and set(thing) & set(LANGUAGES)]
    return [thing for thing in found if all(isinstance(value, str) for value in thing.values())]


def of(kind: type) -> list[Any]:
    return [thing for thing in walk(EVERYTHING) if isinstance(thing, kind)]


def test_every_text_has_all_four_languages() -> None:
    assert len(texts()) > 100
    for text in texts():
        assert tuple(text) == LANGUAGES
        assert all(value.strip() == value and value for value in text.values())


def test_every_translation_is_written_in_the_script_of_its_language() -> None:
    for text in texts():
        if text["en"] in ALIKE:
            continue
        for language, (first, last) in SCRIPTS.items():
            assert any(first <= c <= last for c in text[language]), (language, text[language])
        assert not any(first <= c <= last for c in text["en"] for first, last in SCRIPTS.values()), text["en"]


def test_every_source_that_is_mentioned_is_one_of_the_list() -> None:
    assert set(map(id, of(shapes.Source))) == set(map(id, sources.ALL))


def test_a_source_is_listed_once() -> None:
    rows = [str(source.row()) for source in sources.ALL]
    assert len(set(rows)) == len(rows)


def test_every_published_record_has_its_source() -> None:
    for meeting in meetings.ALL:
        assert meeting.sources
        for record in (*meeting.seen, *meeting.answered, *meeting.headed, *meeting.received, *meeting.noted):
            assert record.sources, record


def test_whatever_characterises_a_state_names_its_speaker() -> None:
    said = [note for note in of(shapes.Noted) if note.about in {"statement", "context", "programme"}]
    assert len(said) == 3
    assert all(note.speaker and note.sources for note in said)


def test_an_absence_is_given_with_the_reason_that_was_published_and_no_other() -> None:
    absent = [seen for seen in of(shapes.Seen) if seen.presence is Presence.ABSENT]
    assert [(seen.party, bool(seen.remark), bool(seen.sources)) for seen in absent] == [("CN", True, True)]


def test_only_the_answers_that_were_published_are_recorded() -> None:
    answers = [(m.key, a.party, a.answer) for m in meetings.ALL for a in m.answered]
    assert answers == [("delhi-dialogue", "PK", Answer.DECLINED), ("seminar", "PK", Answer.CONFIRMED)]


def test_the_protocol_order_is_that_of_the_published_lists() -> None:
    expected = [
        "India",
        "Kazakhstan",
        "China",
        "Kyrgyz Republic",
        "Pakistan",
        "Russian Federation",
        "Tajikistan",
        "Uzbekistan",
    ]
    assert [name for _, name in parties.PROTOCOL["en"]] == expected
    assert tuple(parties.PROTOCOL) == LANGUAGES
    assert len({tuple(code for code, _ in places) for places in parties.PROTOCOL.values()}) == 1


def test_records_are_written_down_in_time() -> None:
    """At the earliest source, or at the meeting's beginning where no source has a date."""
    assert [m.at for m in meetings.ALL] == sorted(m.at for m in meetings.ALL)
    for meeting in meetings.ALL:
        assert all(answered.at.date() <= meeting.ends for answered in meeting.answered)
        assert meeting.at.date() <= meeting.ends


@pytest.mark.parametrize(
    ("paper", "language"),
    [(paper, language) for paper in illustrations.PAPERS for language in paper.files],
    ids=lambda each: each if isinstance(each, str) else each.key,
)
def test_every_file_of_the_demo_is_whole_and_of_its_kind(paper: illustrations.Paper, language: str) -> None:
    name, body = paper.files[language]
    declared, content = made(name, language, (paper.titles[language], illustrations.NOTICE[language], body))
    facts = inspect(name, declared, content, LIMITS)
    assert facts.extension == name.rpartition(".")[2]
    assert facts.media_type == declared


def test_every_document_says_in_itself_that_it_is_made_up() -> None:
    for paper in illustrations.PAPERS:
        assert set(paper.files) <= set(LANGUAGES)
        assert "ILL" in paper.symbol
    assert all("(illustration)" in group.name for group in illustrations.GROUPS)


def test_no_illustration_names_a_member() -> None:
    """So it cannot be about one."""
    names = {party.names["en"] for party in parties.MEMBERS}
    for paper in illustrations.PAPERS:
        english = f"{paper.titles['en']} {paper.files.get('en', ('', ''))[1]}"
        assert not {name for name in names if name in english}
