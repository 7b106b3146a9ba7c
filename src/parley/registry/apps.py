from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "parley.registry"
    label = "registry"
