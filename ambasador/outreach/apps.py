from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "ambasador.outreach"
    label = "outreach"
