from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "ambasador.conversations"
    label = "conversations"
