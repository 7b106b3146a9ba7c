"""The council's addresses, mounted at council/. (`council/parties/new/` is composed in web: see web/parties.py.)"""

from __future__ import annotations

from django.urls import path

from parley.council.views import account, parties, people

app_name = "council"
urlpatterns = [
    path("", parties.overview, name="overview"),
    path("parties/<str:code>/", parties.party, name="party"),
    path("parties/<str:code>/authorities/new/", parties.add_authority, name="add_authority"),
    path("parties/<str:code>/focal-points/new/", parties.enrol_first, name="enrol_first"),
    path("suspend/", parties.suspend, name="suspend"),
    path("account/", account.account, name="account"),
    path("act-for/", account.act_for, name="act_for"),
    path("tokens/", account.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke/", account.revoke, name="revoke"),
    path("people/", people.people, name="people"),
    path("people/propose/", people.propose, name="propose"),
    path("people/proposals/<uuid:enrolment>/confirm/", people.confirm, name="confirm"),
    path("people/proposals/<uuid:enrolment>/withdraw/", people.withdraw, name="withdraw"),
    path("people/<uuid:appointment>/recover/", people.recover, name="recover"),
    path("people/<uuid:appointment>/end/", people.end, name="end"),
    path("enrol/<str:secret>/", people.enrol, name="enrol"),
]
