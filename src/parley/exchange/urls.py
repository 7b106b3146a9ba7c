"""Addresses of the exchange's pages, under /exchange/. Programs use those of urls_taxii.py."""

from __future__ import annotations

from django.urls import path

from parley.exchange.views import collections, feeds, new, objects, releasing, remarks, sharing, submissions

app_name = "exchange"
_OBJECT = "objects/<str:stix_id>/"

urlpatterns = [
    path("", new.new, name="new"),
    path(_OBJECT, objects.object_, name="object"),
    path(f"{_OBJECT}octets/", objects.octets, name="octets"),
    path(f"{_OBJECT}release/", releasing.release_to, name="release"),
    path(f"{_OBJECT}withdraw/", releasing.withdraw, name="withdraw"),
    path(f"{_OBJECT}remark/", remarks.remark, name="remark"),
    path("share/", sharing.share, name="share"),
    path("sent/", submissions.submissions, name="submissions"),
    path("sent/<uuid:submission>/", submissions.submission, name="submission"),
    path("sent/<uuid:submission>/withdraw/", submissions.withdraw_sent, name="withdraw_sent"),
    path("blocklists/<str:blocklist>", feeds.blocklist, name="blocklist"),
    path("misp/manifest.json", feeds.misp_manifest, name="misp_manifest"),
    path("misp/<uuid:event>.json", feeds.misp_event, name="misp_event"),
    path("collections/", collections.collections, name="collections"),
]
