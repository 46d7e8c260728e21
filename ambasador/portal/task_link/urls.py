from django.urls import path

from ambasador.portal.task_link import views

urlpatterns = [
    path("z/<str:token>/", views.page, name="task_link"),
    path("z/<str:token>/live/", views.live, name="task_live"),
    path("z/<str:token>/answer/", views.answer, name="task_answer"),
    path("z/<str:token>/acceptance/", views.acceptance, name="task_acceptance"),
    path("z/<str:token>/question/", views.question, name="task_question"),
    path("z/<str:token>/refusal/", views.refusal, name="task_refusal"),
    path("z/<str:token>/date/", views.date, name="task_date"),
    path("z/<str:token>/files/<int:attachment>/", views.file, name="task_file"),
]
