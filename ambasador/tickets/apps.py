from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "ambasador.tickets"
    label = "tickets"
