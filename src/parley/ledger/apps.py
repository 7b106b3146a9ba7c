from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "parley.ledger"
    label = "ledger"
