from django.urls import path

from ambasador.portal.webform import views

urlpatterns = [
    path("f/<int:number>/", views.page, name="webform"),
    path("f/<int:number>/frame/", views.frame, name="webform_frame"),
]
