from django.urls import path

from ambasador.portal.status import views

urlpatterns = [
    path("s/<str:token>/", views.page, name="status"),
    path("s/<str:token>/live/", views.live, name="status_live"),
    path("s/<str:token>/messages/", views.message, name="status_message"),
    path("s/<str:token>/steps/<int:step>/answer/", views.answer, name="status_answer"),
    path("s/<str:token>/files/<int:attachment>/", views.file, name="status_file"),
]
