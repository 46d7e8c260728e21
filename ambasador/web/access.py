"""The doors of the staff screens: who may come in at all. What they may see there is asked of each app's own access module."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from ambasador.accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def user_of(request: HttpRequest) -> User:
    """The signed-in user. Raises TypeError behind no door: that is a mistake of ours."""
    if not isinstance(request.user, User) and not getattr(request.user, "is_authenticated", False):
        raise TypeError("this view has no door")
    return cast(User, request.user)


def staff_only(view: View[P]) -> View[P]:
    """Everybody with an account. Others are asked to sign in first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def roles_only(*roles: str) -> Callable[[View[P]], View[P]]:
    """People with one of these roles; for others the page is not there."""

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _ask_to_sign_in(request)
            if not user_of(request).has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return door


centre_only: Callable[[View[Any]], View[Any]] = roles_only("agent", "lead", "admin")


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A fragment cannot hold the sign-in page: htmx is told to load it whole, with the way back to the page that it is part of."""
    is_fragment = request.headers.get("HX-Request") == "true"
    path = request.get_full_path() if request.method == "GET" else "/"
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    if is_fragment and shown.path:
        path = urlunsplit(("", "", shown.path, shown.query, ""))
    response = cast(HttpResponse, redirect_to_login(path))
    if is_fragment:
        address = response.headers["Location"]
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = address
    return response
