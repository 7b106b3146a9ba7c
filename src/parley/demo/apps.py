from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "parley.demo"
    label = "demo"
