"""Addresses of sharing groups and postures, mounted at groups/."""

from __future__ import annotations

from django.urls import path

from parley.release import views

app_name = "release"
urlpatterns = [
    path("", views.groups, name="groups"),
    path("new/", views.new_group, name="new_group"),
    path("postures/", views.postures, name="postures"),
    path("why/<uuid:audience>/", views.explain, name="explain"),
    path("<uuid:group>/", views.group, name="group"),
    path("<uuid:group>/add/", views.add_party, name="add_party"),
    path("<uuid:group>/remove/<uuid:party>/", views.remove_party, name="remove_party"),
]
