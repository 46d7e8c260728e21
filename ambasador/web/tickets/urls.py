from django.urls import path

from ambasador.web.tickets import searching, views

urlpatterns = [
    path("tickets/", views.tickets, name="tickets"),
    path("search/", searching.search, name="search"),
]
