from django.urls import path

from ambasador.web.handovers import leaving, views

urlpatterns = [
    path("handing-over/", views.page, name="handing_over"),
    path("handing-over/offers/", views.offer, name="handing_over_offers"),
    path("handing-over/acceptances/", views.accept, name="handing_over_acceptances"),
    path("leaving/", leaving.leavings, name="leavings"),
    path("leaving/new/", leaving.begin, name="leaving_new"),
    path("leaving/<int:pk>/", leaving.page, name="leaving"),
    path("leaving/<int:pk>/cancellation/", leaving.cancel, name="leaving_cancellation"),
]
