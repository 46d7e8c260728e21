from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ambasador.portal"
    label = "portal"
