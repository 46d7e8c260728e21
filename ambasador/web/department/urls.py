from django.urls import path

from ambasador.web.department import views

urlpatterns = [
    path("tasks/", views.department, name="department"),
    path("tasks/answered/", views.answered, name="department_answered"),
    path("tasks/<int:step>/", views.task, name="task"),
    path("tasks/<int:step>/pane/", views.pane, name="task_pane"),
    path("tasks/<int:step>/head/", views.head, name="task_head"),
    path("tasks/<int:step>/acceptance/", views.accept, name="task_acceptance"),
    path("tasks/<int:step>/answer/", views.answer, name="task_answer"),
    path("tasks/<int:step>/question/", views.ask_back, name="task_question"),
    path("tasks/<int:step>/date/", views.more_time, name="task_date"),
    path("tasks/<int:step>/refusal/", views.not_ours, name="task_refusal"),
]
