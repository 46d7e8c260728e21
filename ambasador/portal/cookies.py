"""Protection of forms that asks for nothing but a cookie, and loses no text when there is none."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from ambasador.lib.refusal import Refused

View = Callable[..., HttpResponse]


class NoCookie(Refused):
    """The browser did not send back the cookie that proves where the form came from."""

    code = "no_cookie"
    sentence = _(
        "Your browser did not send back the cookie that protects this form, so nothing was sent. Your text is still here: send it once "
        "more. If it happens again, allow cookies for this page, or reply to our e-mail instead."
    )


class _Check(CsrfViewMiddleware):
    """Django's check; who fails it is marked instead of being shown another page, so that the form comes back with what was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> None:
        request.META["NO_COOKIE"] = reason


def protected(view: View) -> View:
    """A view whose forms are protected; before it acts it calls `require_cookie`."""
    return cast(View, csrf_exempt(decorator_from_middleware(_Check)(view)))


def require_cookie(request: HttpRequest) -> None:
    """Raises NoCookie for a form that may not have come from our page."""
    if "NO_COOKIE" in request.META:
        raise NoCookie
