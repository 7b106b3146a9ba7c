"""Every address of the node."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from parley.settings import SETTINGS
from parley.web import export, parties, views

urlpatterns = [
    path("taxii2/", include("parley.exchange.urls_taxii")),  # first: programs ask most often
    path("api/registry/", include("parley.registry.urls_api")),
    path("", views.start, name="start"),
    path("about/", views.about, name="about"),
    path("health", views.health, name="health"),
    path("language/", set_language, name="set_language"),
    path("account/", include("parley.web.sign_in.urls")),
    path("export/", export.export, name="export"),
    path("council/parties/new/", parties.add_party, name="add_party"),
    path("council/", include("parley.council.urls")),
    path("groups/", include("parley.release.urls")),
    path("", include("parley.forum.urls")),
    path("ledger/", include("parley.ledger.urls")),
    path("exchange/", include("parley.exchange.urls")),
    path("register/", include("parley.registry.urls")),
]
if SETTINGS.demo:
    urlpatterns.append(path("demo/", include("parley.demo.urls")))

handler400 = "parley.web.errors.bad_request"
handler404 = "parley.web.errors.not_found"
handler500 = "parley.web.errors.server_error"
