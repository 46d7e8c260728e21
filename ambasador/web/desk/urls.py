from django.urls import path

from ambasador.web.desk import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/preview/<int:number>/", views.preview, name="desk_preview"),
]
