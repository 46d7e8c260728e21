"""Where addresses lead: the staff's screens, the pages for people without an account, and the sign of life."""

from django.urls import URLPattern, URLResolver, include, path

from ambasador.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("ambasador.portal.urls")),
    path("", include("ambasador.web.urls")),
]
handler500 = "ambasador.web.errors.server_error"
