from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules

from ambasador.lib.moments import read_quickly


class JournalConfig(AppConfig):
    name = "ambasador.journal"
    label = "journal"

    def ready(self) -> None:
        """Each app's facts, access rules and reactions register themselves."""
        autodiscover_modules("events", "access", "reactions")
        connection_created.connect(read_quickly, dispatch_uid="moments")
