from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "ambasador.channels"
    label = "channels"
