"""Addresses of the staff screens; each screen brings its own."""

from django.urls import include, path

app_name = "web"
SCREENS = (
    "signin", "desk", "ticket", "tickets", "department", "intake", "customers", "procedures", "directory", "outbox", "people", "handovers", "files", "calls",
    "components",
)  # fmt: skip
urlpatterns = [path("", include(f"ambasador.web.{screen}.urls")) for screen in SCREENS]
