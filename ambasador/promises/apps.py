from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "ambasador.promises"
    label = "promises"
