from django.urls import path

from ambasador.web.files import views

urlpatterns = [path("files/<int:attachment>/", views.file, name="file")]
