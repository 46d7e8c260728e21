from django.urls import path

from ambasador.portal.chat import views

urlpatterns = [
    path("c/<int:number>/", views.page, name="chat"),
    path("c/<int:number>/frame/", views.frame, name="chat_frame"),
    path("c/<int:number>/widget.js", views.widget, name="chat_widget"),
    path("c/<int:number>/chats/", views.begin, name="chat_begin"),
    path("c/<int:number>/messages/", views.messages, name="chat_messages"),
    path("c/<int:number>/address/", views.address, name="chat_address"),
]
