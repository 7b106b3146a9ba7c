"""The council's pages: who takes part, and the accounts and tokens of one's own authority."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import NOON, PASSWORD, Member, World, council_of, member, person, quick_hashes

from parley.council import acts, queries, rules, words
from parley.council.errors import ConflictError, NotFoundError
from parley.council.models import Account, Appointment, Enrolment, Party, Token
from parley.council.rules import AuthorityKind, Right, Role, Scope, Status
from parley.web import middleware

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "now", lambda: LATER)


@pytest.fixture
def world() -> World:
    return council_of(2)


def text(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == status
    return response.content.decode()


def secret_in(page: str, pattern: str = r"/council/enrol/([\w-]+)/") -> str:
    found = re.search(pattern, page)
    assert found, page
    return found[1]


def without_csrf(page: str) -> str:
    return re.sub(r'value="\w{64}"', "", page)


def propose(by: Client, name: str = "Analyst", roles: tuple[Role, ...] = (Role.ANALYST,)) -> Enrolment:
    posted = {"display_name": name, "roles": [role.value for role in roles]}
    assert by.post(reverse("council:propose"), posted).status_code == 302
    return Enrolment.objects.get(display_name=name, used_at__isnull=True)


# The council and its parties.


def test_the_council_is_shown_as_it_stood_on_the_day_that_is_asked_for(world: World) -> None:
    member(world, "CC", since=date(2021, 12, 7))
    browser = world.members[0].first.browser()
    assert "State CC" in text(browser, "council:overview")
    assert "State CC" not in text(browser, "council:overview", query="?on=2021-12-06")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_can_be_asked_for(world: World, day: str) -> None:
    assert day in text(world.members[0].first.browser(), "council:overview", query=f"?on={day}")


@pytest.mark.parametrize("day", ["yesterday", "2021-02-30", "\0", "9" * 5000])
def test_a_day_that_is_none_is_refused_with_a_sentence(world: World, day: str) -> None:
    response = world.members[0].first.browser().get(reverse("council:overview"), {"on": day})
    assert response.status_code == 400
    assert "a date as year, month and day, such as 2021-12-07" in response.content.decode()


def test_a_partys_page_names_its_authorities_missions_and_officials(world: World) -> None:
    aa, bb = world.members
    keeper = world.secretariat.actor()
    mission = acts.add_authority(
        keeper,
        party=bb.party.id,
        kind=AuthorityKind.MISSION,
        names={"en": "High Commission"},
        host=aa.party.id,
        city={"en": "Old Harbour"},
    )
    acts.add_official(keeper, authority=mission.id, names={"en": "N. Envoy"}, functions={"en": "Chargé d'affaires"})
    page = text(aa.first.browser(), "council:party", "BB")
    for words_ in ("Authority of BB", "High Commission", "Old Harbour", "N. Envoy", "15 June 2001"):
        assert words_ in page
    assert "High Commission" in text(aa.first.browser(), "council:party", "AA")


def test_nobody_sees_the_accounts_of_another_party(world: World) -> None:
    aa, bb = world.members
    person(bb, "Hidden Person", {Role.ANALYST})
    for viewer in (aa.first, world.secretariat.first):
        pages = text(viewer.browser(), "council:party", "BB") + text(viewer.browser(), "council:people")
        assert "Hidden Person" not in pages
        assert "of BB" not in pages.replace("Authority of BB", "")


def test_the_secretariat_adds_a_state_its_authority_and_its_first_focal_points(world: World) -> None:
    keeper = world.secretariat.first.browser()
    party = {"kind": "state", "code": "CC", "names_en": "State CC", "status": "member", "since": "2021-12-01"}
    assert keeper.post(reverse("add_party"), party).headers["Location"] == reverse("council:party", args=["CC"])
    authority = {"kind": "competent authority", "names_en": "Office of CC"}
    assert keeper.post(reverse("council:add_authority", args=["CC"]), authority).status_code == 302
    made = Party.objects.get(code="CC").authorities.get()
    first = {"authority": made.id, "display_name": "First", "reference": "Note 7/2021"}
    page = keeper.post(reverse("council:enrol_first", args=["CC"]), first).content.decode()
    assert queries.enrolment_by_secret(secret_in(page), LATER).authority == made
    assert queries.overview(world.secretariat.viewer, LATER.date()).members[-1].party.code == "CC"


def test_only_the_secretariat_keeps_the_councils_records(world: World) -> None:
    browser = world.members[0].first.browser()
    for name, args in (
        ("add_party", []),
        ("council:add_authority", ["BB"]),
        ("council:enrol_first", ["BB"]),
        ("council:suspend", []),
    ):
        assert browser.get(reverse(name, args=args)).status_code == 403
        assert browser.post(reverse(name, args=args), {}).status_code == 403


def test_a_source_that_is_no_web_address_is_refused(world: World) -> None:
    posted = {"kind": "state", "code": "CC", "names_en": "State CC", "source_publisher": "Press"}
    response = world.secretariat.first.browser().post(
        reverse("add_party"), posted | {"source_url": "javascript:alert(1)"}
    )
    assert response.status_code == 200
    assert "Enter a valid URL" in response.content.decode()
    assert not Party.objects.filter(code="CC").exists()


# Accounts: two together.


def test_the_secretariat_cannot_enrol_focal_points_in_the_place_of_those_it_suspended(world: World) -> None:
    aa = world.members[0]
    keeper = world.secretariat.actor()
    for one in (aa.first, aa.second):
        acts.suspend(keeper, one.account.username, "Note 8/2021")
    with pytest.raises(ConflictError):
        acts.enrol_first(keeper, authority=aa.authority.id, display_name="Stranger", reference="Note 9/2021")


def test_a_first_focal_points_link_that_expired_can_be_made_again(world: World) -> None:
    keeper = world.secretariat
    state = acts.add_party(keeper.actor(), kind=rules.PartyKind.STATE, code="CC", names={"en": "State CC"})
    office = acts.add_authority(
        keeper.actor(), party=state.id, kind=AuthorityKind.COMPETENT_AUTHORITY, names={"en": "Office"}
    )
    for name in ("One", "Two"):
        acts.enrol_first(keeper.actor(), authority=office.id, display_name=name, reference="Note 1")
    with pytest.raises(ConflictError):
        acts.enrol_first(keeper.actor(), authority=office.id, display_name="Three", reference="Note 2")
    acts.enrol_first(
        keeper.actor(NOON + timedelta(days=4)), authority=office.id, display_name="Three", reference="Note 2"
    )


def test_one_focal_point_alone_makes_no_account(world: World) -> None:
    aa = world.members[0]
    browser = aa.first.browser()
    proposed = propose(browser)
    assert "another of your focal points has to confirm it" in text(browser, "council:confirm", proposed.id)
    page = browser.post(reverse("council:confirm", args=[proposed.id])).content.decode()
    assert "/enrol/" not in page
    proposed.refresh_from_db()
    assert proposed.confirmed_at is None
    assert proposed.secret_digest is None


@quick_hashes
def test_two_focal_points_make_an_account_whose_link_is_shown_once_and_works_once(world: World) -> None:
    aa = world.members[0]
    proposed = propose(aa.first.browser())
    second = aa.second.browser()
    confirming = reverse("council:confirm", args=[proposed.id])
    answer = second.post(confirming)
    assert "no-store" in answer.headers["Cache-Control"]
    secret = secret_in(answer.content.decode())
    for page in (second.get(confirming), second.post(confirming), second.get(reverse("council:people"))):
        assert "/enrol/" not in page.content.decode()
    newcomer = Client()
    link = reverse("council:enrol", args=[secret])
    assert "Analyst" in newcomer.get(link).content.decode()
    chosen = {"username": "ana", "password": PASSWORD, "again": PASSWORD}
    opened = newcomer.post(link, chosen)
    assert urlsplit(opened.headers["Location"]).path == reverse("council:account")
    page = newcomer.get(opened.headers["Location"]).content.decode()
    assert "ana@aa" in page
    assert "Add a passkey now" in page
    account = Account.objects.get(username="ana@aa")
    assert Appointment.objects.get(account=account).roles == [Role.ANALYST]
    assert Client().get(link).status_code == 404


def test_links_that_are_used_expired_withdrawn_or_unknown_look_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    aa = world.members[0]
    links = []
    for name in ("Withdrawn", "Expired"):
        proposed = propose(aa.first.browser(), name)
        links.append(acts.confirm_account(aa.second.actor(LATER), proposed.id))
    used = person(aa, "Used", {Role.ANALYST})
    assert used.account.username == "used@aa"
    withdrawing = Enrolment.objects.get(display_name="Withdrawn")
    assert aa.first.browser().post(reverse("council:withdraw", args=[withdrawing.id])).status_code == 302
    monkeypatch.setattr(middleware, "now", lambda: LATER + timedelta(days=4))
    pages = [text(Client(), "council:enrol", link, status=404) for link in [*links, "unknown"]]
    assert len({without_csrf(page) for page in pages}) == 1


def test_the_two_passwords_have_to_be_the_same_and_good_and_nothing_is_half_done(world: World) -> None:
    aa = world.members[0]
    proposed = propose(aa.first.browser())
    link = reverse("council:enrol", args=[acts.confirm_account(aa.second.actor(LATER), proposed.id)])
    for password, again in (("short", "short"), (PASSWORD, PASSWORD + "x"), ("", "")):
        answer = Client().post(link, {"username": "ana", "password": password, "again": again})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    for username in ("first", "FIRST@aa", "a b", "a\0b", "x" * 64, ""):
        answer = Client().post(link, {"username": username, "password": PASSWORD, "again": PASSWORD})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    assert not Appointment.objects.filter(account__display_name="Analyst").exists()


@quick_hashes
def test_a_user_name_is_never_taken_by_another_party(world: World) -> None:
    """Or choosing one would tell of accounts that are another party's to know (DESIGN.md, rule 5)."""
    aa, bb = world.members
    person(bb, "Ana", {Role.ANALYST})
    proposed = propose(aa.first.browser())
    secret = acts.confirm_account(aa.second.actor(LATER), proposed.id)
    answer = Client().post(
        reverse("council:enrol", args=[secret]), {"username": "ana", "password": PASSWORD, "again": PASSWORD}
    )
    assert answer.status_code == 302
    assert Account.objects.filter(username="ana@aa").exists()


def test_whoever_is_no_focal_point_sees_the_people_and_changes_nothing(world: World) -> None:
    aa = world.members[0]
    analyst = person(aa, "Analyst", {Role.ANALYST})
    proposed = propose(aa.first.browser(), "Proposed Person")
    page = text(analyst.browser(), "council:people")
    assert "First of AA" in page
    assert "Proposed Person" not in page
    assert analyst.browser().get(reverse("council:propose")).status_code == 403
    assert analyst.browser().post(reverse("council:confirm", args=[proposed.id])).status_code == 403


def test_another_partys_proposals_and_appointments_are_not_there(world: World) -> None:
    aa, bb = world.members
    proposed = propose(aa.first.browser())
    appointed = Appointment.objects.get(account=aa.first.account)
    stranger = bb.second.browser()
    for name, id_ in (
        ("council:confirm", proposed.id),
        ("council:withdraw", proposed.id),
        ("council:recover", appointed.id),
        ("council:end", appointed.id),
    ):
        assert stranger.post(reverse(name, args=[id_])).status_code == 404
        unknown = stranger.post(reverse(name, args=[UUID(int=1)]))
        assert unknown.status_code == 404


@quick_hashes
def test_a_recovery_takes_two_and_ends_tokens_and_suspension(world: World) -> None:
    aa = world.members[0]
    lost = person(aa, "Lost", {Role.ANALYST})
    token, _ = acts.issue_token(lost.actor(), label="old", scopes=[Scope.LEDGER_READ], days=9)
    acts.suspend(world.secretariat.actor(), lost.account.username, "Note 8/2021")
    appointed = Appointment.objects.get(account=lost.account)
    assert aa.first.browser().post(reverse("council:recover", args=[appointed.id])).status_code == 302
    proposed = Enrolment.objects.get(recovers=lost.account)
    page = aa.second.browser().post(reverse("council:confirm", args=[proposed.id])).content.decode()
    link = reverse("council:enrol", args=[secret_in(page)])
    assert 'name="username"' not in Client().get(link).content.decode()
    new = PASSWORD + " and back"
    assert Client().post(link, {"password": new, "again": new}).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at == LATER
    lost.account.refresh_from_db()
    assert lost.account.suspended_at is None
    assert lost.account.check_password(new)


def test_an_appointment_that_ended_opens_nothing(world: World) -> None:
    aa = world.members[0]
    analyst = person(aa, "Analyst", {Role.ANALYST})
    _, secret = acts.issue_token(analyst.actor(), label="t", scopes=[Scope.LEDGER_READ], days=9)
    browser = analyst.browser()
    assert browser.get(reverse("council:account")).status_code == 200
    appointed = Appointment.objects.get(account=analyst.account)
    assert aa.first.browser().post(reverse("council:end", args=[appointed.id])).status_code == 302
    assert browser.get(reverse("council:account")).status_code == 302
    assert queries.viewer_of_token(secret, Scope.LEDGER_READ, LATER) is None
    own = Appointment.objects.get(account=aa.first.account)
    answer = aa.first.browser().post(reverse("council:end", args=[own.id])).content.decode()
    assert "You cannot end your own appointment" in answer


def test_a_suspended_account_cannot_sign_in_and_its_open_session_is_over(world: World) -> None:
    aa = world.members[0]
    open_session = aa.first.browser()
    posted = {"username": aa.first.account.username, "reference": "Note 8/2021"}
    assert world.secretariat.first.browser().post(reverse("council:suspend"), posted).status_code == 302
    assert open_session.get(reverse("council:account")).status_code == 302
    anew = Client()
    answer = anew.post(reverse("account_login"), {"login": aa.first.account.username, "password": PASSWORD})
    assert answer.status_code == 200
    assert anew.get(reverse("council:account")).status_code == 302


def test_a_suspension_does_not_tell_whether_there_is_such_an_account(world: World) -> None:
    answers = []
    for username in (world.members[0].first.account.username, "nobody@aa"):
        browser = world.secretariat.first.browser()
        posted = browser.post(reverse("council:suspend"), {"username": username, "reference": "Note 8/2021"})
        page = browser.get(posted.headers["Location"]).content.decode()
        answers.append((posted.status_code, without_csrf(page)))
    assert answers[0] == answers[1]


# Oneself.


def test_the_account_page_says_for_whom_one_acts_and_what_the_roles_let_one_do(world: World) -> None:
    page = text(world.members[0].first.browser(), "council:account")
    assert "Authority of AA" in page
    assert str(words.ROLE_MEANINGS[Role.FOCAL_POINT])[:40] in page


@pytest.mark.parametrize("role", Role)
def test_what_a_role_is_said_to_do_is_what_it_may_do(role: Role) -> None:
    said = {
        Right.SET_POSTURE: "postures",
        Right.KEEP_GROUPS: "sharing groups",
        Right.CONVENE: "convenes",
        Right.REPLY: "nswers invitations",
        Right.SUBMIT_DOCUMENTS: "ubmits documents",
        Right.HOLD_TOKENS: "API tokens",
        Right.EXPORT: "xports",
        Right.SHARE: "threat intelligence",
        Right.PROPOSE_LISTINGS: "objects to listings",
        Right.SCREEN: "creens names",
        Right.REVIEW_PETITIONS: "eviews petitions",
        Right.MANAGE_ACCOUNTS: "accounts",
        Right.KEEP_COUNCIL: "council's records",
    }
    assert set(said) == set(Right)
    for right, phrase in said.items():
        assert rules.may([role], right) == (phrase in str(words.ROLE_MEANINGS[role])), right


def test_one_acts_for_no_authority_but_ones_own(world: World) -> None:
    aa, bb = world.members
    browser = aa.first.browser()
    for foreign in (str(bb.authority.id), str(UUID(int=1)), "", "\0"):
        assert browser.post(reverse("council:act_for"), {"authority": foreign}).status_code == 404
    assert "acting_for" not in browser.session
    answer = browser.post(reverse("council:act_for"), {"authority": str(aa.authority.id)})
    assert answer.headers["Location"] == reverse("start")
    assert browser.session["acting_for"] == str(aa.authority.id)


# Tokens.


def made_token(browser: Client, scope: Scope = Scope.COUNCIL_EXPORT, days: int = 30) -> str:
    posted = {"label": "the machine", "scopes": [scope.value], "days": days}
    answer = browser.post(reverse("council:tokens"), posted)
    assert "no-store" in answer.headers["Cache-Control"]
    return secret_in(answer.content.decode(), r"(parley_[\w-]{43})")


def test_a_token_is_shown_once_and_works_for_its_scope_alone(world: World) -> None:
    browser = world.members[0].first.browser()
    secret = made_token(browser)
    page = text(browser, "council:tokens")
    assert "parley_" not in page
    assert "the machine" in page
    assert queries.viewer_of_token(secret, Scope.COUNCIL_EXPORT, LATER) == world.members[0].viewer
    assert queries.viewer_of_token(secret, Scope.LEDGER_READ, LATER) is None
    assert queries.viewer_of_token(secret + "x", Scope.COUNCIL_EXPORT, LATER) is None
    bearer = {"Authorization": f"Bearer {secret}"}
    for name in ("council:account", "council:tokens", "ledger:export"):
        assert Client().get(reverse(name), headers=bearer).status_code == 401


def test_a_token_for_the_log_opens_the_log_until_it_is_revoked(world: World) -> None:
    browser = world.members[0].first.browser()
    bearer = {"Authorization": f"Bearer {made_token(browser, Scope.LEDGER_READ)}"}
    assert Client().get(reverse("ledger:export"), headers=bearer).status_code == 200
    assert browser.post(reverse("council:revoke", args=[Token.objects.get().id])).status_code == 302
    assert Client().get(reverse("ledger:export"), headers=bearer).status_code == 401


def test_a_token_stops_when_revoked_or_expired(world: World) -> None:
    browser = world.members[0].first.browser()
    secret = made_token(browser, days=30)
    month = timedelta(days=30)
    assert queries.viewer_of_token(secret, Scope.COUNCIL_EXPORT, LATER + month - timedelta(seconds=1))
    assert queries.viewer_of_token(secret, Scope.COUNCIL_EXPORT, LATER + month) is None
    token = Token.objects.get()
    stranger = world.members[1].first.browser()
    assert stranger.post(reverse("council:revoke", args=[token.id])).status_code == 404
    assert browser.post(reverse("council:revoke", args=[token.id])).status_code == 302
    assert queries.viewer_of_token(secret, Scope.COUNCIL_EXPORT, LATER) is None
    assert browser.post(reverse("council:revoke", args=[token.id])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("days", 0), ("days", 100_000), ("days", "x"), ("scopes", []), ("scopes", ["all"]), ("label", "")],
)
def test_a_token_that_cannot_be_is_refused_where_it_was_typed(world: World, field: str, value: object) -> None:
    posted = {"label": "machine", "scopes": [Scope.LEDGER_READ.value], "days": 30, field: value}
    page = world.members[0].first.browser().post(reverse("council:tokens"), posted).content.decode()
    assert 'role="alert"' in page
    assert f'id="id_{field}_error"' in page
    assert not Token.objects.exists()


# Export.


def exported(client: Client, **headers: str) -> list[dict[str, object]]:
    response = client.get(reverse("export"), **headers)
    assert response.status_code == 200
    return [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]


def test_an_export_holds_what_is_ones_own_and_no_secret(world: World) -> None:
    aa, bb = world.members
    person(bb, "Hidden Person", {Role.ANALYST})
    made_token(aa.first.browser())
    things = exported(aa.first.browser())
    assert things[0]["record"] == "parley.export"
    assert things[-1] == {"record": "parley.end", "things": len(things) - 2}
    assert {"council.account", "council.appointment", "council.token"} <= {t["record"] for t in things}
    whole = json.dumps(things)
    for secret in ("argon2", "secret_digest", "password", "Hidden Person", str(bb.first.account.id)):
        assert secret not in whole


def test_only_who_may_export_does(world: World) -> None:
    analyst = person(world.members[0], "Analyst", {Role.ANALYST})
    assert analyst.browser().get(reverse("export")).status_code == 403


def test_every_line_of_an_export_says_what_it_is(world: World) -> None:
    for thing in exported(world.members[0].first.browser()):
        assert str(thing["record"]).startswith(("parley.", "council.", "release.", "forum.", "ledger."))


# Every page costs the same number of statements, however much there is.


@quick_hashes
@pytest.mark.parametrize("name", ["overview", "party", "account", "people", "tokens"])
def test_a_page_takes_the_same_number_of_statements_however_much_it_shows(world: World, name: str) -> None:
    aa = world.members[0]
    url = reverse(f"council:{name}", args=["AA"] if name == "party" else [])
    browser = aa.first.browser()
    browser.get(url)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    before = statements()
    _grow(world, aa)
    assert statements() == before


def _grow(world: World, of: Member) -> None:
    keeper = world.secretariat.actor()
    for code in ("CC", "DD"):
        member(world, code, status=Status.OBSERVER)
    for number in range(3):
        mission = acts.add_authority(
            keeper,
            party=of.party.id,
            kind=AuthorityKind.MISSION,
            names={"en": f"Mission {number}"},
            host=world.members[1].party.id,
        )
        acts.add_official(keeper, authority=mission.id, names={"en": "Envoy"}, functions={"en": "Head"})
        acts.propose_account(of.first.actor(), display_name=f"P{number}", roles=[Role.DELEGATE])
        person(of, f"Q{number}", {Role.DELEGATE})
        acts.issue_token(of.first.actor(), label=f"T{number}", scopes=[Scope.LEDGER_READ], days=9)


def test_what_is_not_there_is_one_page_for_everybody(world: World) -> None:
    browser = world.members[0].first.browser()
    for code in ("ZZ", "\0", "Z" * 5000):
        assert browser.get(reverse("council:party", args=[code])).status_code == 404
    with pytest.raises(NotFoundError):
        queries.party_page(world.members[0].viewer, "ZZ", LATER.date())


def test_the_secretariat_cannot_add_people_of_its_own_to_a_member_by_adding_an_authority() -> None:
    world = council_of(1)
    one = world.members[0]
    keeper = world.secretariat.actor()
    ghost = acts.add_authority(keeper, party=one.party.id, kind=AuthorityKind.MISSION, names={"en": "Ghost mission"})
    with pytest.raises(ConflictError):
        acts.enrol_first(keeper, authority=ghost.id, display_name="A spy", reference="Note 9")
    # The member's own focal points, two together, are who fill it.
    proposed = acts.propose_account(
        one.first.actor(), display_name="Own", roles=[Role.DELEGATE.value], authority=ghost.id
    )
    assert acts.confirm_account(one.second.actor(), proposed.id)


def test_nobody_proposes_an_account_at_an_authority_of_another_member() -> None:
    one, other = council_of(2).members
    with pytest.raises(NotFoundError):
        acts.propose_account(
            one.first.actor(), display_name="Guest", roles=[Role.DELEGATE.value], authority=other.authority.id
        )
