"""What became of what was shared: what was held back is kept, and a whole submission can be taken back at once."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from tests.exchange.pages.browsing import (
    LATE,
    Look,
    bare,
    bundle,
    confirm,
    id_of,
    indicator,
    later,
    masked,
    previewed,
    section,
    sees,
    share,
    text,
    url,
)
from tests.worlds import World

from parley.exchange.acts.adding import add
from parley.exchange.acts.changing import withdraw_sent
from parley.exchange.models import Object, Submission, Waiting
from parley.exchange.queries.objects import fetches
from parley.exchange.rules import collections as channels
from parley.ledger.queries import acts
from parley.release import acts as release

pytestmark = pytest.mark.django_db
SLOW = "[file:name MATCHES '^a+b$'] REPEATS 2 TIMES WITHIN 30 SECONDS"
RESOLVER = "[ipv4-addr:value = '8.8.8.8']"


def relationship(name: str, source: str, target: str) -> bytes:
    made = {
        "type": "relationship",
        "spec_version": "2.1",
        "id": id_of(name, "relationship"),
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "relationship_type": "indicates",
        "source_ref": source,
        "target_ref": target,
    }
    return json.dumps(made).encode()


def malware(name: str) -> bytes:
    made = {
        "type": "malware",
        "spec_version": "2.1",
        "id": id_of(name, "malware"),
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "name": f"Malware {name}",
        "is_family": False,
    }
    return json.dumps(made).encode()


def test_what_a_warning_list_held_back_is_told_later_too(world: World, look: Look) -> None:
    browser = look(world.members[0])
    landed = share(browser, bundle(indicator("one"), indicator("dns", pattern=RESOLVER)))
    shown = text(browser.get(landed["Location"]))
    held = next(part for part in section(shown) if 'id="held"' in part)
    assert "8.8.8.8 is on the warning list" in held
    assert id_of("dns") in held
    assert re.search(r"<dt>Held back</dt><dd>1</dd>", shown)
    assert re.search(r"<dt>Refused</dt><dd>0</dd>", shown)
    browser = look(world.members[0], LATE.replace(hour=13))
    again = confirm(browser, previewed(browser, indicator("dns", pattern=RESOLVER)), anyway="on")
    assert 'id="held"' not in text(browser.get(again["Location"]))


def test_a_relationship_is_called_by_what_it_joins(world: World, look: Look) -> None:
    """Of the same file, of one's own, and of what others shared: and that is a fetch."""
    aa, bb, _, _ = world.members
    add(bb.actor(), channels.council(world.council.party_id).id, [malware("theirs")])
    objects = [
        indicator("one"),
        relationship("r1", id_of("one"), id_of("theirs", "malware")),
        relationship("r2", id_of("one"), id_of("nowhere", "malware")),
    ]
    browser = look(aa)
    preview = previewed(browser, bundle(*objects))
    landed = text(browser.get(confirm(browser, preview)["Location"]))
    for shown in (preview, landed):
        titles = [re.sub("[\u2066-\u2069]", "", t) for t in re.findall(r"<bdi>([^<]*→[^<]*)</bdi>", shown)]
        assert set(titles) == {
            "Indicator one → indicates → Malware theirs",
            "Indicator one → indicates → Malware",
        }
    assert [f.party for f in fetches(bb.viewer, id_of("theirs", "malware"))] == [aa.party.id]


def test_a_whole_submission_is_taken_back_at_once(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    browser = look(aa, later(1))
    landed = share(browser, bundle(*(indicator(str(n)) for n in range(5))))["Location"]
    share(look(aa, later(2)), indicator("another"))
    assert sees(bb, "0", later(3))
    browser = look(aa)
    assert "Take all of it back" in text(browser.get(landed))
    asked = text(browser.get(f"{landed}withdraw/"))
    assert "5 objects are taken back" in asked
    assert "This cannot be undone" in asked
    fetched = asked[asked.index("These have fetched of it") :].split("</ul>")[0]
    assert re.search(r"State BB</bdi> <span[^>]*>5 objects", fetched)
    assert "State CC" not in fetched
    assert browser.post(f"{landed}withdraw/").status_code == 302
    assert not any(sees(who, str(n)) for who in (bb, cc) for n in range(5))
    assert sees(bb, "another")
    assert "Take all of it back" not in text(browser.get(landed))
    assert browser.post(f"{landed}withdraw/").status_code == 422
    for number in range(5):
        assert [(f.party, f.lost) for f in fetches(aa.viewer, id_of(str(number))) if f.party == bb.party.id] == [
            (bb.party.id, True)
        ]
    share(look(aa, LATE.replace(hour=13)), bundle(*(indicator(str(n)) for n in range(5))))
    assert sees(cc, "4", LATE.replace(hour=14))


def test_taking_back_is_one_act_for_each_audience(world: World) -> None:
    aa = world.members[0]
    made = add(aa.actor(later(1)), channels.council(world.council.party_id).id, [indicator(str(n)) for n in range(300)])
    before = len(acts(aa.viewer))
    assert withdraw_sent(aa.actor(later(2)), made.id) == 300
    assert len(acts(aa.viewer)) - before <= 2  # a release holds 256 objects


def test_what_is_in_our_own_collection_is_erased_and_what_waits_is_dropped(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    own = channels.own(aa.party.id).id
    made = add(aa.actor(later(1)), own, [indicator("one"), indicator("two"), indicator("slow", pattern=SLOW)])
    browser = look(aa)
    asked = text(browser.get(url("withdraw_sent", made.id)))
    assert "are erased there" in asked
    assert "1 object that still waits to be judged is dropped" in asked
    assert browser.post(url("withdraw_sent", made.id)).status_code == 302
    assert not Object.objects.exists()
    assert not Waiting.objects.exists()
    assert "It was taken back before its pattern was judged" in text(browser.get(url("submission", made.id)))
    assert not sees(bb, "slow")


def test_what_was_kept_before_is_not_kept_twice_and_other_versions_stay(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    council, own = channels.council(world.council.party_id).id, channels.own(aa.party.id).id
    add(aa.actor(later(1)), own, [indicator("kept")])
    add(aa.actor(later(2)), council, [indicator("old")])
    new = indicator("old", modified="2021-12-02T00:00:00.000Z", description="New")
    made = add(aa.actor(later(3)), council, [indicator("kept"), new])
    asked = text(look(aa).get(url("withdraw_sent", made.id)))
    assert "Of 1 of them you sent other versions" in asked
    assert withdraw_sent(aa.actor(later(4)), made.id) == 2
    assert Object.objects.filter(stix_id=id_of("kept")).count() == 1
    assert sees(bb, "old")
    assert not sees(bb, "kept")


def test_a_masked_submission_is_taken_back_like_any_other(world: World) -> None:
    aa, bb, _, _ = world.members
    made = add(aa.actor(later(1)), channels.council(world.council.party_id).id, [masked("one"), masked("two")])
    assert sees(bb, "one", later(2))
    assert withdraw_sent(aa.actor(LATE), made.id) == 2
    assert not sees(bb, "one")


def test_who_of_a_confidential_group_fetched_it_is_not_told(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    group = release.make_group(bb.actor(), name="Quiet", parties=[aa.party.id, cc.party.id], confidential=True)
    made = add(aa.actor(later(1)), group.id, [indicator("one")])
    assert sees(cc, "one", later(2))
    asked = text(look(aa).get(url("withdraw_sent", made.id)))
    assert "State CC" not in asked
    assert "is not told to you" in asked
    assert "These have fetched of it" not in asked


def test_a_submission_of_others_is_not_there(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    made = add(bb.actor(), channels.own(bb.party.id).id, [indicator("one")])
    browser = look(aa)
    absent, forbidden = (bare(browser.get(url("withdraw_sent", id_))) for id_ in (UUID(int=1), made.id))
    assert absent == forbidden
    assert browser.post(url("withdraw_sent", made.id)).status_code == 404
    assert Submission.objects.count() == 1
    assert Object.objects.count() == 1
