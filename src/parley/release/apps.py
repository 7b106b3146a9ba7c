from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "parley.release"
    label = "release"
