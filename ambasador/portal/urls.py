"""Addresses of the pages for people without an account; each page brings its own."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "portal"
PAGES = ("task_link", "status", "lines", "webform", "chat")
urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"ambasador.portal.{page}.urls")) for page in PAGES]
