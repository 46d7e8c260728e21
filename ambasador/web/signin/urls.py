from django.urls import path

from ambasador.web.signin import views

urlpatterns = [
    path("", views.home, name="home"),
    path("signin/", views.sign_in, name="signin"),
    path("signin/link/<str:token>/", views.sign_in_by_link, name="signin_link"),
    path("signout/", views.sign_out, name="signout"),
    path("profile/", views.profile, name="profile"),
    path("profile/password/", views.password, name="password"),
    path("profile/theme/", views.theme, name="theme"),
]
