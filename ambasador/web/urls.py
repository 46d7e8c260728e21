"""Addresses of the staff screens; each screen brings its own."""

from django.urls import include, path

app_name = "web"
urlpatterns = [
    path("", include("ambasador.web.signin.urls")),
    path("", include("ambasador.web.components.urls")),
]
