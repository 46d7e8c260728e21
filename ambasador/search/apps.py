from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ambasador.search"
    label = "search"
