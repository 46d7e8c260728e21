from django.urls import path

from ambasador.web.ticket import moves, views

urlpatterns = [
    path("tickets/<int:number>/", views.page, name="ticket"),
    path("tickets/<int:number>/bond/", views.bond, name="ticket_bond"),
    path("tickets/<int:number>/route/", views.route, name="ticket_route"),
    path("tickets/<int:number>/thread/", views.thread, name="ticket_thread"),
    path("tickets/<int:number>/replies/", views.reply, name="replies"),
    path("tickets/<int:number>/notes/", views.note, name="notes"),
    path("tickets/<int:number>/tasks/", views.task, name="tasks"),
    path("tickets/<int:number>/messages/<int:message>/withdrawal/", views.withdraw, name="message_withdrawal"),
    path("tickets/<int:number>/owner/", moves.take, name="ticket_owner"),
    path("tickets/<int:number>/takeover/", moves.take_over, name="takeover"),
    path("tickets/<int:number>/handovers/", moves.hand_over, name="handovers"),
    path("tickets/<int:number>/handovers/<int:handover>/acceptance/", moves.accept, name="handover_acceptance"),
    path("tickets/<int:number>/handovers/<int:handover>/refusal/", moves.decline, name="handover_refusal"),
    path("tickets/<int:number>/handovers/<int:handover>/withdrawal/", moves.withdraw_offer, name="handover_withdrawal"),
    path("tickets/<int:number>/closure/", moves.close, name="closure"),
    path("tickets/<int:number>/reopening/", moves.reopen, name="reopening"),
    path("tickets/<int:number>/attention/", moves.settle, name="attention"),
    path("tickets/<int:number>/obstacles/", moves.obstacle, name="obstacles"),
    path("tickets/<int:number>/obstacles/<int:obstacle>/removal/", moves.remove_obstacle, name="obstacle_removal"),
    path("tickets/<int:number>/route/choice/", moves.route_choice, name="route_choice"),
    path("tickets/<int:number>/steps/<int:step>/skipping/", moves.skip, name="step_skipping"),
    path("tickets/<int:number>/steps/<int:step>/completion/", moves.finish, name="step_completion"),
    path("tickets/<int:number>/steps/<int:step>/confirmation/", moves.confirm, name="step_confirmation"),
    path("tickets/<int:number>/steps/<int:step>/sending-back/", moves.send_back, name="step_sending_back"),
    path("tickets/<int:number>/steps/<int:step>/supplement/", moves.supply, name="step_supplement"),
    path("tickets/<int:number>/steps/<int:step>/date/", moves.decide_date, name="step_date"),
]
