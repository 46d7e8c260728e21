from django.urls import path

from ambasador.portal.lines import views

urlpatterns = [path("k/<str:token>/", views.bring, name="line")]
