from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ambasador.accounts"
    label = "accounts"
