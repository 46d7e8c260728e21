from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "ambasador.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Who signed in when is written by the verbs, by our clock and with their event; Django's signal would write it once more."""
        user_logged_in.disconnect(dispatch_uid="update_last_login")
