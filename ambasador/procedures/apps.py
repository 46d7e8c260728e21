from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "ambasador.procedures"
    label = "procedures"
