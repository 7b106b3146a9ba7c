from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "parley.exchange"
    label = "exchange"
