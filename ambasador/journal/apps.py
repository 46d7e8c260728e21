from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ambasador.journal"
    label = "journal"
