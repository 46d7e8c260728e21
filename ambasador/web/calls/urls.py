from django.urls import path

from ambasador.web.calls import views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/now/", views.pop, name="calls_now"),
    path("calls/<int:pk>/", views.call, name="call"),
    path("calls/<int:pk>/caller/", views.caller, name="call_caller"),
    path("calls/<int:pk>/dismissal/", views.put_away, name="call_dismissal"),
    path("calls/<int:pk>/ticket/", views.new_ticket, name="call_ticket"),
    path("tickets/<int:number>/calls/", views.log, name="ticket_calls"),
    path("tickets/<int:number>/callback/", views.callback, name="ticket_callback"),
]
