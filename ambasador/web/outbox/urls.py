from django.urls import path

from ambasador.web.outbox import views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/held/", views.held, name="outbox_held"),
    path("outbox/held/<int:pk>/release/", views.release, name="contact_release"),
    path("outbox/repetition/", views.repeat_failed, name="outbox_failed_again"),
    path("outbox/<int:pk>/", views.message, name="outbox_message"),
    path("outbox/<int:pk>/files/<int:place>/", views.file, name="outbox_file"),
    path("outbox/<int:pk>/repetition/", views.repeat, name="outbox_repetition"),
    path("outbox/<int:pk>/withdrawal/", views.withdraw, name="outbox_withdrawal"),
]
