from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "parley.ledger"
    label = "ledger"
    default = True
    default_auto_field = "django.db.models.BigAutoField"
