"""Sharing by the pages: nothing goes before its preview was confirmed, and each page tells its reader's own terms."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import NOON, Member, World, council_of, person

from parley.council.errors import InputError
from parley.council.rules import Role
from parley.exchange.acts.adding import add
from parley.exchange.acts.reading import read
from parley.exchange.forms.parcels import packed, unpacked
from parley.exchange.models import Object, Submission
from parley.exchange.queries.objects import fetches, versions
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import micros
from parley.ledger.models import Act
from parley.release import acts as release
from parley.release.models import Audience
from parley.release.rules import RELEASE_EXTENSION, Named, Posture, terms
from parley.web import middleware

pytestmark = pytest.mark.django_db

_NAMES = UUID("2f0b0f43-6f6e-4a3b-9d0b-8a1b7e7f3c12")
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
LATE = NOON + timedelta(days=30)


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def id_of(name: str, type_: str = "indicator") -> str:
    return f"{type_}--{UUID(bytes=uuid5(_NAMES, name).bytes, version=4)}"


def indicator(name: str, **more: Any) -> bytes:
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": id_of(name),
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "name": f"Indicator {name}",
        "pattern": f"[file:name = '{name}.txt']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00.000Z",
    }
    return json.dumps(made | more).encode()


def masked(name: str) -> bytes:
    extension = {"extension_type": "property-extension", "attribution": "masked"}
    return indicator(name, extensions={RELEASE_EXTENSION: extension})


def bundle(*objects: bytes) -> bytes:
    head = b'{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":['
    return head + b",".join(objects) + b"]}"


@pytest.fixture
def world() -> World:
    return council_of(4)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(middleware, "now", lambda: moment)


@pytest.fixture
def look(at: Callable[[datetime], None]) -> Callable[..., Client]:
    def browser(member: Member, moment: datetime = LATE) -> Client:
        at(moment)
        return member.first.browser()

    return browser


Look = Callable[..., Client]


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def bare(response: HttpResponse) -> str:
    """Without the token against forged requests, which is masked anew in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))


def url(name: str, *args: object) -> str:
    return reverse(f"exchange:{name}", args=args)


def hidden(shown: str, name: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', shown)


def previewed(browser: Client, content: bytes, into: str = "council", *states: Member, name: str = "f.json") -> str:
    data = {"file": SimpleUploadedFile(name, content), "into": into, "states": [str(m.party.id) for m in states]}
    response = browser.post(url("share"), data)
    assert response.status_code == 200, text(response)
    return text(response)


def confirm(browser: Client, preview: str, **more: str) -> HttpResponse:
    data = {
        "packed": hidden(preview, "packed"),
        "confirmed": "1",
        "into": hidden(preview, "into"),
        "states": hidden(preview, "states"),
    }
    return browser.post(url("share"), data | more)


def share(browser: Client, content: bytes, into: str = "council", *states: Member) -> HttpResponse:
    return confirm(browser, previewed(browser, content, into, *states))


def sees(member: Member, name: str, moment: datetime = LATE) -> bool:
    actor = member.actor(moment + timedelta(days=1))
    page = read(actor, channels.shared(member.party.id).id, limit=100)
    return id_of(name) in {entry.stix_id for entry in page.entries}


def section(shown: str) -> list[str]:
    return re.findall(r"<section.*?</section>", shown, re.DOTALL)


# What goes, and to whom.


def test_the_preview_writes_nothing_and_the_confirmation_shares_the_very_octets(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    browser = look(aa)
    raw = indicator("one").replace(b", ", b" ,  ")
    preview = previewed(browser, bundle(raw))
    assert not Object.objects.exists()
    assert not Submission.objects.exists()
    assert "Nothing has gone yet." in preview
    assert "State BB" in preview
    assert "Indicator one" in preview
    response = confirm(browser, preview)
    made = Submission.objects.get()
    assert response["Location"] == url("submission", made.id)
    assert bytes(Object.objects.get().raw) == raw
    assert sees(bb, "one")


def test_what_is_for_those_named_reaches_them_alone(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    share(look(aa), indicator("one"), "named", bb)
    assert sees(bb, "one")
    assert not sees(cc, "one")


def test_what_is_for_our_own_collection_reaches_nobody(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    share(look(aa), indicator("one"), "us")
    assert not sees(bb, "one")


def test_the_preview_groups_by_audience_and_says_what_narrows(world: World, look: Look) -> None:
    aa = world.members[0]
    content = bundle(indicator("one"), indicator("two"), indicator("red", object_marking_refs=[RED]))
    wide, narrow = (part for part in section(previewed(look(aa), content)) if 'id="audience-' in part)
    assert "2 objects" in wide
    assert "State BB" in wide
    assert "nobody but your own authorities" in narrow
    assert "TLP:RED and names no recipient" in narrow
    assert "Indicator red" in narrow


def test_the_preview_names_what_is_refused_with_pointer_and_sentence(world: World, look: Look) -> None:
    shown = previewed(look(world.members[0]), bundle(indicator("one"), indicator("two", confidence=900)))
    refused = next(part for part in section(shown) if 'id="refused"' in part)
    assert id_of("two") in refused
    assert "/confidence" in refused
    assert id_of("one") not in refused


def test_ones_own_posture_is_shown_before_it_keeps_something_back(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    release.set_posture(aa.actor(), bb.party.id, Posture.CLOSED)
    browser = look(aa)
    assert "Your posture towards it is closed" in text(browser.get(url("share")))
    assert "Your posture towards it is closed" in previewed(browser, indicator("one"))


def test_the_members_of_anothers_confidential_group_are_named_nowhere(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    group = release.make_group(bb.actor(), name="Quiet group", parties=[aa.party.id, cc.party.id], confidential=True)
    browser = look(aa)
    preview = previewed(browser, indicator("one"), str(group.id))
    audience = next(part for part in section(preview) if 'id="audience-' in part)
    landed = text(browser.get(confirm(browser, preview)["Location"]))
    taking = text(browser.get(url("withdraw", id_of("one"))))
    assert sees(cc, "one")
    for shown in (audience, landed, taking, text(browser.get(url("withdraw", id_of("one"))))):
        assert "State CC" not in shown
        assert "Quiet group" in shown or "confidential group" in shown


def test_what_was_shared_before_is_said_to_stay(world: World, look: Look) -> None:
    browser = look(world.members[0])
    share(browser, indicator("one"))
    assert "You have shared 1 of these objects through this collection before" in previewed(browser, indicator("one"))


def test_what_a_warning_list_knows_stays_behind_unless_one_says_so(world: World, look: Look) -> None:
    browser = look(world.members[0])
    content = bundle(indicator("one"), indicator("dns", pattern="[ipv4-addr:value = '8.8.8.8']"))
    preview = previewed(browser, content)
    assert "8.8.8.8" in preview[preview.index("Do you really want to share these?") :]
    confirm(browser, preview)
    assert set(Object.objects.values_list("stix_id", flat=True)) == {id_of("one")}
    confirm(browser, preview, anyway="on")
    assert set(Object.objects.values_list("stix_id", flat=True)) == {id_of("one"), id_of("dns")}


def test_when_all_of_it_is_on_warning_lists_nothing_is_shared_unasked(world: World, look: Look) -> None:
    browser = look(world.members[0])
    response = share(browser, indicator("dns", pattern="[ipv4-addr:value = '8.8.8.8']"))
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_a_text_is_taken_in_the_place_of_a_file(world: World, look: Look) -> None:
    browser = look(world.members[0])
    response = browser.post(url("share"), {"text": indicator("one").decode(), "into": "council"})
    assert "Indicator one" in text(response)


def test_csv_becomes_indicators_whose_ids_stay_between_preview_and_sharing(world: World, look: Look) -> None:
    browser = look(world.members[0])
    preview = previewed(browser, b"type,value\nfilename,a.txt\nmutex,b\n", name="list.csv")
    ids = {json.loads(raw)["id"] for raw in unpacked(hidden(preview, "packed")[0])}
    confirm(browser, preview)
    assert set(Object.objects.values_list("stix_id", flat=True)) == ids
    assert len(ids) == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": "   "},
        {"text": "{"},
        {"text": "[]"},
        {"text": '{"objects": []}'},
        {"text": "{" * 10_000},
        {"packed": "no base64!", "confirmed": "1"},
        {"packed": "AAAA", "confirmed": "1"},
        {"text": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    ],
)
def test_what_holds_nothing_to_share_is_refused_beside_its_field(
    world: World, look: Look, data: dict[str, str]
) -> None:
    response = look(world.members[0]).post(url("share"), {"into": "council"} | data)
    assert response.status_code == 422
    assert "Expected:" in text(response)
    assert not Submission.objects.exists()


def test_both_a_file_and_a_text_are_refused(world: World, look: Look) -> None:
    data = {"file": SimpleUploadedFile("f", indicator("one")), "text": indicator("two").decode(), "into": "us"}
    response = look(world.members[0]).post(url("share"), data)
    assert response.status_code == 422
    assert "both" in text(response)


def test_a_packed_bomb_is_not_unpacked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    text_ = packed([b'{"x":"' + b"0" * 10_000 + b'"}'])
    monkeypatch.setattr("parley.exchange.forms.parcels.SETTINGS", _settings(request_bytes_max=5_000))
    with pytest.raises(InputError):
        unpacked(text_)


def _settings(**changes: int) -> Any:
    from dataclasses import replace

    from parley.settings import SETTINGS

    return replace(SETTINGS, **changes)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), min_size=1, max_size=5))
def test_what_is_packed_comes_back_octet_for_octet(objects: list[dict[str, str]]) -> None:
    raw = [json.dumps(each).encode() for each in objects]
    assert unpacked(packed(raw)) == raw


@pytest.mark.parametrize("into", ["", "nowhere", str(UUID(int=1)), "shared"])
def test_an_audience_that_is_not_offered_is_refused(world: World, look: Look, into: str) -> None:
    response = look(world.members[0]).post(url("share"), {"text": indicator("one").decode(), "into": into})
    assert response.status_code == 422


def test_whom_nobody_acts_for_cannot_be_named(world: World, look: Look) -> None:
    data = {"text": indicator("one").decode(), "into": "named", "states": [str(UUID(int=1))]}
    assert look(world.members[0]).post(url("share"), data).status_code == 422


@pytest.mark.parametrize("name", ["share", "remark", "release", "withdraw"])
def test_who_may_not_share_is_told_who_may(world: World, at: Callable[[datetime], None], name: str) -> None:
    aa, bb, _, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one")])
    at(LATE)
    browser = person(bb, "Delegate", {Role.DELEGATE}).browser()
    response = browser.get(url(name, *([] if name == "share" else [id_of("one")])))
    assert response.status_code == 403


# What became of it.


def test_submissions_are_their_partys_alone_and_newest_first(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    mine = add(aa.actor(later(1)), channels.own(aa.party.id).id, [indicator("one")])
    last = add(aa.actor(later(2)), channels.own(aa.party.id).id, [indicator("two")])
    others = add(bb.actor(later(3)), channels.own(bb.party.id).id, [indicator("three")])
    browser = look(aa)
    shown = text(browser.get(url("submissions")))
    assert shown.index(str(last.id)) < shown.index(str(mine.id))
    assert str(others.id) not in shown
    assert browser.get(url("submission", others.id)).status_code == 404
    absent, forbidden = (bare(browser.get(url("submission", id_))) for id_ in (UUID(int=1), others.id))
    assert absent == forbidden


def test_a_submission_says_what_was_taken_refused_and_narrowed(world: World, look: Look) -> None:
    aa = world.members[0]
    objects = [indicator("one"), indicator("two", confidence=900), indicator("red", object_marking_refs=[RED])]
    made = add(aa.actor(), channels.council(world.council.party_id).id, objects)
    shown = text(look(aa).get(url("submission", made.id)))
    assert re.search(r"<dt>Taken</dt><dd>2</dd>", shown)
    assert re.search(r"<dt>Refused</dt><dd>1</dd>", shown)
    assert url("object", id_of("one")) in shown
    assert id_of("two") in next(part for part in section(shown) if 'id="refused"' in part)
    assert id_of("red") in next(part for part in section(shown) if 'id="narrowed"' in part)


def test_what_waits_is_judged_by_a_button_and_not_by_looking(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    slow = indicator("slow", pattern="[file:name MATCHES '^a+b$'] REPEATS 2 TIMES WITHIN 30 SECONDS")
    made = add(aa.actor(), channels.council(world.council.party_id).id, [slow])
    assert made.pending_count == 1
    browser = look(aa)
    assert "Go on judging" in text(browser.get(url("submission", made.id)))
    assert not Object.objects.exists()
    assert browser.post(url("submission", made.id)).status_code == 302
    assert "Go on judging" not in text(browser.get(url("submission", made.id)))
    assert sees(bb, "slow")


# Later.


def test_what_is_taken_back_is_gone_and_the_page_named_who_had_fetched_it(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    browser = look(aa, later(1))
    share(browser, indicator("one"))
    assert sees(bb, "one", later(2))
    browser = look(aa, LATE)
    shown = text(browser.get(url("withdraw", id_of("one"))))
    fetched = shown[shown.index("These have fetched it") :].split("</ul>")[0]
    assert "State BB" in fetched
    assert "State CC" not in fetched
    assert browser.post(url("withdraw", id_of("one")), {"of": hidden(shown, "of")}).status_code == 302
    assert not sees(bb, "one")
    assert not sees(cc, "one")


def test_release_to_others_shows_who_gains_and_who_loses_before_it_goes(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    add(aa.actor(), channels.own(aa.party.id).id, [indicator("one")], to=terms(Named(frozenset({bb.party.id}))))
    browser = look(aa)
    shown = text(browser.get(url("release", id_of("one"))))
    assert re.search(rf'value="{bb.party.id}"[^>]*checked', shown)
    data = {"of": hidden(shown, "of"), "into": "named", "states": [str(cc.party.id)]}
    preview = text(browser.post(url("release", id_of("one")), data))
    assert re.search(r"It is new for <bdi>State CC</bdi>", preview)
    assert re.search(r"It is taken from <bdi>State BB</bdi>", preview)
    assert sees(bb, "one", LATE - timedelta(days=2))
    assert browser.post(url("release", id_of("one")), data | {"confirmed": "1"}).status_code == 302
    assert sees(cc, "one")
    assert not sees(bb, "one")


@pytest.mark.parametrize("name", ["release", "withdraw", "remark"])
def test_an_object_that_is_not_ones_own_or_not_there_is_the_same_404(world: World, look: Look, name: str) -> None:
    aa, bb, _, _ = world.members
    add(aa.actor(), channels.own(aa.party.id).id, [indicator("hidden")])
    browser = look(bb)
    answers = {bare(browser.get(url(name, id_of(each)))) for each in ("hidden", "absent")}
    assert len(answers) == 1
    assert {browser.get(url(name, id_of(each))).status_code for each in ("hidden", "absent")} == {404}


# Remarks.


def remark(browser: Client, name: str, **data: object) -> HttpResponse:
    given_ = {"kind": "note", "text": "I have seen this as well.", "into": "originator"}
    return browser.post(url("remark", id_of(name)), given_ | data)


def remarks_seen(member: Member) -> list[dict[str, Any]]:
    actor = member.actor(LATE + timedelta(days=1))
    page = read(actor, channels.shared(member.party.id).id, limit=100)
    return [json.loads(e.raw) for e in page.entries if e.type in {"note", "sighting", "opinion"}]


@pytest.mark.parametrize(
    ("data", "type_", "held"),
    [
        ({}, "note", {"content": "I have seen this as well."}),
        ({"kind": "correction"}, "note", {"labels": ["proposal-for-correction"]}),
        ({"kind": "opinion", "opinion": "agree"}, "opinion", {"opinion": "agree", "authors": ["State BB"]}),
        ({"kind": "sighting", "count": "3", "seen": "2021-12-08T10:00"}, "sighting", {"count": 3}),
    ],
)
def test_a_remark_reaches_the_originator_alone(
    world: World, look: Look, data: dict[str, str], type_: str, held: dict[str, object]
) -> None:
    aa, bb, cc, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one")])
    response = remark(look(bb), "one", **data)
    assert response.status_code == 302, text(response)
    (made,) = remarks_seen(aa)
    assert made["type"] == type_
    assert made.items() >= held.items()
    assert id_of("one") in {made.get("sighting_of_ref"), *made.get("object_refs", [])}
    assert remarks_seen(cc) == []


def test_a_remark_to_a_masked_originator_arrives_and_tells_its_author_nothing(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [masked("one")])
    browser = look(bb)
    page = text(browser.get(url("remark", id_of("one"))))
    assert "You are not told who it is" in page
    response = remark(browser, "one")
    assert response.status_code == 302, text(response)
    (made,) = remarks_seen(aa)
    assert made["authors"] == ["State BB"]
    assert remarks_seen(cc) == []
    page = page.replace("State AA, State CC, State DD and Secretariat", "")  # whom the whole council is
    mine = [page, text(browser.get(response["Location"])), text(browser.get(url("withdraw", made["id"])))]
    for shown in mine:
        assert "State AA" not in shown
    assert fetches(bb.viewer, made["id"]) == []
    own = Audience.objects.filter(owner=bb.party).values_list("terms", flat=True)
    assert str(aa.party.id) not in " ".join(own)
    (kept,) = versions(bb.viewer, made["id"], before=micros(LATE + timedelta(days=1)))
    assert kept.mine
    logged = [str(act.content) for act in Act.objects.all() if act.party == bb.party.id]
    assert not any(str(aa.party.id) in each for each in logged)


def test_the_author_of_a_remark_sees_the_same_whoever_is_masked(look: Look) -> None:
    world = council_of(4)
    aa, bb, cc, _ = world.members
    council = channels.council(world.council.party_id).id
    add(aa.actor(), council, [masked("by-aa")])
    add(cc.actor(), council, [masked("by-cc")])
    pages = []
    for minutes, name in enumerate(("by-aa", "by-cc")):
        browser = look(bb, later(minutes + 1))
        response = remark(browser, name)
        shown = text(browser.get(url("remark", id_of(name)))) + text(browser.get(response["Location"]))
        shown = re.sub(r"12:0\d|by-(aa|cc)|[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken\" value=\"\w+\"", "*", shown)
        pages.append(shown)
    assert pages[0] == pages[1]


def test_a_remark_is_offered_only_to_those_who_see_what_it_is_about(world: World, look: Look) -> None:
    aa, bb, cc, dd = world.members
    small = release.make_group(aa.actor(), name="Small", parties=[bb.party.id], confidential=False)
    release.make_group(bb.actor(), name="Other", parties=[cc.party.id, dd.party.id], confidential=False)
    council = channels.council(world.council.party_id).id
    add(aa.actor(later(1)), council, [indicator("wide"), indicator("left-out", **_except(dd))])
    add(aa.actor(later(2)), small.id, [indicator("narrow")])
    add(
        aa.actor(later(3)),
        channels.own(aa.party.id).id,
        [indicator("named")],
        to=terms(Named(frozenset({bb.party.id}))),
    )
    browser = look(bb)

    def offered(name: str) -> int:
        return text(browser.get(url("remark", id_of(name)))).count('name="into"')

    assert {name: offered(name) for name in ("wide", "narrow", "named")} == {"wide": 4, "narrow": 2, "named": 1}
    assert remark(browser, "narrow", into="council").status_code == 422


def _except(member: Member) -> dict[str, Any]:
    extension = {"extension_type": "property-extension", "not_releasable_to": [member.party.code]}
    return {"extensions": {RELEASE_EXTENSION: extension}}


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"kind": "opinion", "opinion": ""},
        {"kind": "sighting", "count": "-1"},
        {"kind": "sighting", "seen": "2121-12-08T10:00"},
        {"kind": "sighting", "count": "1000000000"},
        {"kind": "other"},
        {"text": "x" * 10_001},
        {"text": "\u202e"},
    ],
)
def test_a_remark_that_says_nothing_or_too_much_is_refused_beside_its_field(
    world: World, look: Look, data: dict[str, str]
) -> None:
    aa, bb, _, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one")])
    assert remark(look(bb), "one", **data).status_code == 422
    assert remarks_seen(aa) == []


# Collections.


def test_collections_are_those_of_the_reader_with_addresses_that_work(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    group = release.make_group(aa.actor(), name="Small group", parties=[bb.party.id], confidential=False)
    there, elsewhere = (text(look(m).get(url("collections"))) for m in (bb, cc))
    for collection in (channels.shared(bb.party.id), channels.own(bb.party.id)):
        assert reverse("taxii:collection", args=[collection.id]) in there
    assert str(group.id) in there
    assert "Small group" in there
    assert str(group.id) not in elsewhere
    assert "$TOKEN" in there
    assert "fetched is itself released to its originator" in there
