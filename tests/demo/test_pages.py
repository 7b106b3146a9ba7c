"""The demo's start page, and the seminar's page as four authorities see it in four languages."""

from __future__ import annotations

import html
import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from parley.council.models import Account
from parley.council.text import LANGUAGES
from parley.demo import queries
from parley.demo.facts.parties import HIGH_COMMISSION, KHAN, NSCS, PROTOCOL
from parley.demo.facts.seminars import SEMINAR_2021
from parley.demo.facts.sources import PAKISTAN_STATEMENT
from parley.web import middleware
from tests.demo.council import FOUR, NOW, meeting, viewer

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]

DAYS = {"en": "7–8 December 2021", "ru": "7–8 декабря 2021", "zh-hans": "2021年12月7日至8日", "ur": "دسمبر"}


def browser(language: str) -> Client:
    client = Client()
    client.cookies["parley_language"] = language
    return client


def sign_in(client: Client, who: str) -> None:
    """Choose an authority on the start page."""
    answer = client.post(reverse("demo:act_as"), {"authority": str(viewer(who).authority)})
    assert answer.status_code == 302


def shown(client: Client, key: str) -> str:
    """The text of a meeting's page."""
    answer = client.get(reverse("forum:meeting", args=[meeting(key)]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def participants(text: str) -> list[str]:
    """The heads of the rows of the table of participants."""
    table = text[text.index('class="table participants"') :]
    return re.findall(r'<th scope="row".*?</th>', table[: table.index("</table>")], re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_page_offers_every_authority_in_protocol_order(language: str) -> None:
    text = html.unescape(browser(language).get(reverse("demo:start")).content.decode())
    places = [text.rindex(f"<h3><bdi>{name}</bdi>") for _, name in PROTOCOL[language]]
    assert places == sorted(places)
    for group in queries.start().groups:
        for choice in group.choices:
            assert f'value="{choice.authority}"' in text
            assert choice.name[language] in text
    for suggestion in queries.start().suggestions:
        assert suggestion.what[language] in text
    assert 'class="demo"' in text


def test_the_start_page_begins_with_four_viewpoints() -> None:
    assert [s.authority for s in queries.start().suggestions] == [viewer(who).authority for who in FOUR_TO_TRY]


FOUR_TO_TRY = ("pk-mission", "in-nscs", "secretariat", "cn-authority")


def test_every_authority_lands_on_a_page_that_it_may_see_and_the_reviewer_at_its_work() -> None:
    for who in queries.KEYS.values():
        client = browser("en")
        answer = client.post(reverse("demo:act_as"), {"authority": str(viewer(who).authority)}, follow=True)
        assert answer.status_code == 200, who
    assert who == "reviewer"
    assert answer.redirect_chain[-1][0] == reverse("registry:inbox")


def test_what_waits_on_the_register_stands_on_the_start_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    assert 'Object, hold or ask in time: <bdi dir="auto">Vardelin Grey Heron Circle' in start_page("kg-authority")
    assert "Object, hold or ask in time" not in start_page("kz-authority")
    owed = 'Acknowledge that it came off its list: <bdi dir="auto">Tolvenik Blue Sparrow Works'
    assert owed in start_page("pk-authority")
    assert owed not in start_page("uz-authority")


def start_page(who: str) -> str:
    client = browser("en")
    sign_in(client, who)
    return html.unescape(client.get(reverse("start")).content.decode())


@pytest.mark.parametrize("who", FOUR)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seminars_page_shows_the_facts_to_each_in_each_language(who: str, language: str) -> None:
    client = browser(language)
    sign_in(client, who)
    text = shown(client, "seminar")
    for fact in (
        SEMINAR_2021.titles,
        NSCS,
        SEMINAR_2021.partners[0],
        SEMINAR_2021.city,
        HIGH_COMMISSION,
        KHAN,
        PAKISTAN_STATEMENT.title,
        SEMINAR_2021.noted[0].note,
    ):
        assert isinstance(fact, dict)
        assert fact[language] in text
    assert DAYS[language] in text
    rows = participants(text)
    names = [name for _, name in PROTOCOL[language]]
    assert [next(name for name in names if name in row) for row in rows[:8]] == names


@pytest.mark.parametrize("who", FOUR)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "state"), [("delhi-dialogue", "is-declined"), ("hyderabad", "is-no-reply")])
def test_refused_and_unanswered_are_told_apart(who: str, language: str, key: str, state: str) -> None:
    client = browser(language)
    sign_in(client, who)
    text = shown(client, key)
    table = text[text.index('class="table participants"') :]
    pakistan = next(
        row for row in table[: table.index("</table>")].split("<tr")[1:] if dict(PROTOCOL[language])["PK"] in row
    )
    assert state in pakistan


def test_one_click_signs_in_as_the_authoritys_own_account_and_another_switches(client: Client) -> None:
    for who in ("pk-mission", "in-nscs", "secretariat"):
        sign_in(client, who)
        assert UUID(client.session["_auth_user_id"]) == viewer(who).account
        assert client.session["acting_for"] == str(viewer(who).authority)


def test_after_the_click_the_seminar_opens(client: Client) -> None:
    answer = client.post(reverse("demo:act_as"), {"authority": str(viewer("cn-authority").authority)})
    assert answer["Location"] == reverse("forum:meeting", args=[meeting("seminar")])


@pytest.mark.parametrize("authority", [str(UUID(int=1)), "", "nobody", "0"])
def test_an_authority_that_is_not_there_signs_nobody_in(client: Client, authority: str) -> None:
    assert client.post(reverse("demo:act_as"), {"authority": authority}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_an_account_made_while_playing_is_not_handed_out(client: Client) -> None:
    """The start page signs in as the demo's own accounts, and an authority without one is not offered."""
    who = viewer("pk-mission")
    Account.objects.filter(id=who.account).update(username="asha@pk")
    assert client.post(reverse("demo:act_as"), {"authority": str(who.authority)}).status_code == 404
    assert who.authority not in {c.authority for g in queries.start().groups for c in g.choices}


def test_a_link_cannot_sign_anybody_in(client: Client) -> None:
    assert client.get(reverse("demo:act_as"), {"authority": str(viewer("pk-mission").authority)}).status_code == 405
