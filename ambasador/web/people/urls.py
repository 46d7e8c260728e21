from django.urls import path

from ambasador.web.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.add, name="account_new"),
    path("people/<int:pk>/", views.change, name="account"),
    path("people/<int:pk>/link/", views.sign_in_link, name="account_link"),
    path("people/<int:pk>/closure/", views.close, name="account_closure"),
]
