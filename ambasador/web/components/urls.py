from django.urls import path

from ambasador.web.components import views

urlpatterns = [path("components/", views.page, name="components")]
