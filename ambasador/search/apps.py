from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "ambasador.search"
    label = "search"

    def ready(self) -> None:
        """Load every app's `search.py`, where it says what of it can be found."""
        autodiscover_modules("search")
