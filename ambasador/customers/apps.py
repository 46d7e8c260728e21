from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "ambasador.customers"
    label = "customers"
