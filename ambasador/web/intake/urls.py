from django.urls import path

from ambasador.web.intake import bounces, inputs, lines, mailboxes, replays, retention, stuck, views

urlpatterns = [
    path("intake/", views.intake, name="intake"),
    path("intake/<int:number>/assignment/", views.assign, name="assignment"),
    path("intake/inputs/", inputs.inputs, name="inputs"),
    path("intake/inputs/<int:pk>/", inputs.raw_input, name="input"),
    path("intake/inputs/<int:pk>/source/", inputs.source, name="input_source"),
    path("intake/inputs/<int:pk>/replay/", inputs.replay, name="input_replay"),
    path("intake/inputs/<int:pk>/setting-aside/", inputs.set_aside, name="input_setting_aside"),
    path("intake/replays/", replays.replays, name="replays"),
    path("intake/replays/new/", replays.start, name="replay_new"),
    path("intake/replays/<int:pk>/", replays.replay, name="replay"),
    path("intake/replays/<int:pk>/stopping/", replays.stop, name="replay_stopping"),
    path("intake/retention/", retention.change, name="retention"),
    path("intake/bounces/", bounces.bounces, name="bounces"),
    path("intake/bounces/<int:pk>/settling/", bounces.settle, name="bounce_settling"),
    path("intake/bounces/<int:pk>/removal/", bounces.remove, name="bounce_removal"),
    path("intake/stuck/", stuck.stuck, name="stuck"),
    path("intake/stuck/retrying/", stuck.retry_all, name="stuck_retry_all"),
    path("intake/stuck/<int:pk>/retrying/", stuck.retry, name="stuck_retry"),
    path("intake/stuck/<int:pk>/leaving/", stuck.leave, name="stuck_leave"),
    path("intake/mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("intake/mailboxes/new/", mailboxes.add, name="mailbox_new"),
    path("intake/mailboxes/<int:pk>/", mailboxes.change, name="mailbox"),
    path("intake/lines/", lines.lines, name="lines"),
    path("intake/lines/new/<str:code>/", lines.add, name="line_new"),
    path("intake/lines/<int:pk>/", lines.change, name="line"),
    path("intake/lines/<int:pk>/address/", lines.renew, name="line_address"),
]
