from django.urls import path

from parley.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("act-as/", views.act_as, name="act_as"),
]
