from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "parley.council"
    label = "council"
