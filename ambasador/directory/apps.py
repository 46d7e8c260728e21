from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "ambasador.directory"
    label = "directory"
