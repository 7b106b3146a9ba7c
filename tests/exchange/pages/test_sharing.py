"""Sharing by the pages: nothing goes before its preview was confirmed, and each page tells its reader's own terms."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.pages.browsing import (
    LATE,
    RED,
    Look,
    bare,
    bundle,
    confirm,
    hidden,
    id_of,
    indicator,
    later,
    previewed,
    section,
    sees,
    share,
    text,
    url,
)
from tests.worlds import FOUNDED, World, person

from parley.council import acts as council
from parley.council.errors import InputError
from parley.council.rules import PartyKind, Role, Status
from parley.exchange.acts.adding import add
from parley.exchange.forms.parcels import packed, unpacked
from parley.exchange.models import Object, Submission
from parley.exchange.rules import collections as channels
from parley.release import acts as release
from parley.release.rules import Named, Posture, terms

pytestmark = pytest.mark.django_db

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


def test_what_would_not_fit_into_the_next_request_is_refused_at_once(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.exchange.forms.parcels.AROUND_BYTES", 32 * 2**20 - 50)
    response = look(world.members[0]).post(url("share"), {"text": indicator("one").decode(), "into": "us"})
    assert response.status_code == 422
    assert "fit into a request" in text(response)


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


def test_taking_back_what_is_in_our_own_collection_says_that_it_is_erased(world: World, look: Look) -> None:
    aa = world.members[0]
    own, council = channels.own(aa.party.id).id, channels.council(world.council.party_id).id
    add(aa.actor(later(1)), own, [indicator("own"), indicator("both")])
    add(aa.actor(later(2)), council, [indicator("council"), indicator("both")])
    browser = look(aa)
    said = {name: text(browser.get(url("withdraw", id_of(name)))) for name in ("own", "council", "both")}
    assert {name: "is erased there" in shown for name, shown in said.items()} == {
        "own": True,
        "council": False,
        "both": True,
    }
    assert "for everybody but you" not in said["own"]
    assert browser.post(url("withdraw", id_of("both")), {}).status_code == 422
    assert browser.post(url("withdraw", id_of("own")), {"of": str(own)}).status_code == 302
    assert browser.get(url("withdraw", id_of("own"))).status_code == 404


def test_what_was_released_through_a_group_that_one_has_left_can_be_taken_back(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    group = release.make_group(bb.actor(), name="Left", parties=[aa.party.id, cc.party.id], confidential=False)
    add(aa.actor(later(1)), group.id, [indicator("one")])
    release.remove_from_group(bb.actor(later(2)), group.id, aa.party.id)
    browser = look(aa)
    shown = text(browser.get(url("withdraw", id_of("one"))))
    assert "A group that you have left" in shown
    assert browser.post(url("withdraw", id_of("one")), {"of": hidden(shown, "of")}).status_code == 302
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


# What the pages explain.


def test_a_large_misp_event_is_refused_in_one_sentence_and_the_page_told_the_limit(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.exchange.forms.parcels.EVENT_BYTES_MAX", 100)
    event = json.dumps({"Event": {"info": "x" * 200, "uuid": str(UUID(int=1))}})
    browser = look(world.members[0])
    shown = text(browser.post(url("share"), {"text": event, "into": "us"}))
    assert "something to share" not in shown
    assert "an event of at most this many octets: 100" in shown
    assert "and one MISP event in it up to 1 MB" in text(browser.get(url("share"))).replace("\xa0", " ")


def test_what_misp_keeps_to_one_organisation_is_explained_as_such(world: World, look: Look) -> None:
    event = {
        "uuid": "5f0ce1a4-3c53-4c8c-8d0a-8f6f3b1e3f28",
        "info": "Ours",
        "date": "2021-12-01",
        "timestamp": "1638316800",
        "distribution": "0",
        "Attribute": [
            {
                "uuid": "5f0ce1a4-3c53-4c8c-8d0a-8f6f3b1e3f29",
                "type": "domain",
                "category": "Network activity",
                "to_ids": True,
                "value": "a.example",
                "timestamp": "1638316800",
            }
        ],
    }
    browser = look(world.members[0])
    preview = previewed(browser, json.dumps({"Event": event}).encode())
    landed = text(browser.get(confirm(browser, preview, anyway="on")["Location"]))
    made = Object.objects.get(type="indicator").stix_id
    browser = look(world.members[0], LATE + timedelta(minutes=1))
    one = text(browser.get(url("object", made)))
    assert "cannot read" not in preview + landed + one
    assert "for your organisation only" in preview
    assert "its source says that it is for its originator's organisation only" in landed
    assert "for your organisation only" in one
    assert "For our organisation only" in preview
    assert "For our organisation only" in text(browser.get(url("new") + "?of=ours"))


def test_the_preview_says_the_tlp_of_each_object(world: World, look: Look) -> None:
    content = bundle(indicator("red", object_marking_refs=[RED]), indicator("none"))
    shown = previewed(look(world.members[0]), content, "named", world.members[1])
    assert re.search(r"Indicator red</bdi></h3>\s*<p[^>]*>TLP:RED", shown)
    assert re.search(r"Indicator none</bdi></h3>\s*<p[^>]*>No TLP", shown)


def test_a_member_for_whom_nobody_acts_is_said_to_be_one(world: World, look: Look) -> None:
    keeper = world.secretariat.actor()
    council.add_party(
        keeper,
        kind=PartyKind.STATE,
        code="ZZ",
        names={"en": "State ZZ"},
        standings=[(Status.MEMBER, FOUNDED, None, ())],
    )
    shown = text(look(world.members[0]).get(url("share")))
    assert re.search(r"Nobody acts for <bdi>State ZZ</bdi> on this node yet, so it cannot be named", shown)


def test_each_blocklist_and_the_feed_is_linked_with_a_line_to_paste(world: World, look: Look) -> None:
    browser = look(world.members[0])
    shown = text(browser.get(url("collections")))
    linked = re.findall(r'href="(?:http://[^/"]+)?(/exchange/(?:blocklists|misp)/[^"]+)"', shown)
    assert len(linked) == 7 + 7 + 3 + 1
    assert {browser.get(address).status_code for address in linked} == {200}
    pasted = html.unescape(shown)
    for address in linked:
        if address.endswith((".txt", ".json")):
            assert re.search(rf'curl [^\n]*Bearer \$TOKEN" "http[^"]*{re.escape(address)}"', pasted)
    assert f'href="{url("collections")}#lists"' in text(browser.get(url("new")))
