"""Where addresses lead: the staff's screens, the pages for people without an account, and the sign of life."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from ambasador.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
urlpatterns += [path("", include(urls)) for urls in ("ambasador.portal.urls", "ambasador.web.urls") if find_spec(urls)]
handler500 = "ambasador.web.errors.server_error"
