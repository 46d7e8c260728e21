from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "ambasador.cli"
    label = "cli"
