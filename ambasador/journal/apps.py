from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "ambasador.journal"
    label = "journal"

    def ready(self) -> None:
        """Each app's facts, access rules and reactions register themselves."""
        autodiscover_modules("events", "access", "reactions")
