from django.urls import path

from parley.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.log, name="log"),
    path("export", views.export, name="export"),
    path("acts/<uuid:act>/", views.act, name="act"),
    path("acts/<uuid:act>/proof", views.proof, name="proof"),
    path("<uuid:log>/checkpoint", views.checkpoint, name="checkpoint"),
    path("<uuid:log>/keys", views.keys, name="keys"),
    path("<uuid:log>/tile/entries/<path:tile>", views.entries, name="entries"),
    path("<uuid:log>/tile/<int:level>/<path:tile>", views.tile, name="tile"),
]
