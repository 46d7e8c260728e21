from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ambasador.web"
    label = "web"
