"""Signing in by password or by a one-time link, signing out, one's own settings."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.accounts import door, verbs
from ambasador.accounts.models import User
from ambasador.web import nav
from ambasador.web.access import staff_only, user_of
from ambasador.web.signin.forms import PasswordForm, ProfileForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(_after_sign_in(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            user = verbs.sign_in(**form.cleaned_data, address=request.META.get("REMOTE_ADDR", ""))
        except verbs.TooManyAttempts:
            form.add_error(None, _("Too many attempts failed. Wait a quarter of an hour and try again, or ask for a sign-in link."))
            status = 429
        else:
            if user:
                return _enter(request, user)
            form.add_error(None, _("This e-mail and password do not belong together. Check both and try again."))
    if form.errors and status == 200:
        status = 422
    return render(request, "web/signin/page.html", {"form": form, "next": _next(request)}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link only shows a button: mail scanners open links, and must not use this one up."""
    if request.method == "GET":
        return render(request, "web/signin/link.html", {"token": token})
    user = verbs.use_sign_in_link(token)
    if user is None:
        return render(request, "web/signin/link_used.html", status=410)
    return _enter(request, user)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:signin")


@staff_only
@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponse:
    """The first screen of whoever comes: the desk, or the department's tasks."""
    user = user_of(request)
    places = [entry for section in nav.sections(user, current="") for entry in section.entries]
    return redirect(places[0].url if places else "web:profile")


@staff_only
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ProfileForm(request.POST or None, instance=door.get_visible(User.objects, user.actor, pk=user.pk))
    if request.method == "POST" and form.is_valid():
        verbs.change_user(user, by=user.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("web:profile")
    return _profile_page(request, form, PasswordForm(user))


@staff_only
@sensitive_post_parameters("current", "new")
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """A new password ends the person's sessions everywhere else: their session hash no longer matches."""
    user = user_of(request)
    form = PasswordForm(user, request.POST)
    if not form.is_valid():
        return _profile_page(request, ProfileForm(instance=user), form)
    verbs.set_password(user, password=form.cleaned_data["new"], by=user.actor)
    update_session_auth_hash(request, user)
    messages.success(request, _("The password is changed. Other browsers have been signed out."))
    return redirect("web:profile")


@staff_only
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system; the button in the top bar."""
    user = user_of(request)
    if request.POST.get("theme") in {"", "light", "dark"}:
        verbs.change_user(user, by=user.actor, theme=request.POST["theme"])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204)
    return HttpResponseRedirect(_next(request) or "/")


def _profile_page(request: HttpRequest, form: ProfileForm, password_form: PasswordForm) -> HttpResponse:
    status = 422 if form.errors or password_form.errors else 200
    return render(request, "web/signin/profile.html", {"form": form, "password_form": password_form}, status=status)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    login(request, user, backend=BACKEND)  # also gives the session a new key
    return HttpResponseRedirect(_after_sign_in(request))


def _next(request: HttpRequest) -> str:
    """The page asked for before signing in, only within this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def _after_sign_in(request: HttpRequest) -> str:
    return _next(request) or "/"
