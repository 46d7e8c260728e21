"""What stands around every request: security headers, the reader's language, and refusals told in a sentence."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from ambasador.journal import edition
from ambasador.lib.refusal import NotAllowed, Refused

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# these addresses carry their key in the path: no cache keeps them, no index, and no other site sees them as Referer
SECRET_PATHS = ("/signin/link/", "/s/", "/z/", "/k/")
# pages of people who do not know the product, and need not
OUTSIDE_PATHS = ("/s/", "/z/", "/f/", "/c/")


def security_headers(get_response: Answer) -> Answer:
    """Answer under a strict policy without inline scripts or styles; a view may set a stricter header itself and it stays."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(SECRET_PATHS):
            # stricter than this and browsers send `Origin: null` with the forms of these pages, which the forgery check refuses
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return middleware


LANGUAGE_COOKIE = "language"
CODES = [code for code, _ in settings.LANGUAGES]


def reading_settings(get_response: Answer) -> Answer:
    """What only reads need not read the settings again which it has read before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with edition.reading():
            return get_response(request)

    return middleware


def chosen_language(request: HttpRequest) -> str | None:
    """The language this reader has chosen: in their account, by `?lang=`, or earlier in this browser. None when they never chose."""
    asked = request.GET.get("lang")
    if request.user.is_authenticated:
        return request.user.language
    for code in (asked, request.COOKIES.get(LANGUAGE_COOKIE)):
        if code in CODES:
            return code
    return None


def accepted_language(request: HttpRequest) -> str:
    """The first of our languages in Accept-Language, in the browser's order of preference; Polish when there is none."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(request.headers.get("Accept-Language", "").split(",")[:20]):
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        short = code.split("-")[0].lower()
        if short in CODES and weight > 0:
            wanted.append((-weight, place, short))
    return min(wanted)[2] if wanted else CODES[0]


def reader_language(get_response: Answer) -> Answer:
    """Answer in the reader's language. A page for a customer who never chose may still switch to the customer's own language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = chosen_language(request)
        with translation.override(chosen or accepted_language(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or CODES[0])
        patch_vary_headers(response, ["Accept-Language"])
        if request.GET.get("lang") in CODES and not request.user.is_authenticated:
            response.set_cookie(
                LANGUAGE_COOKIE,
                request.GET["lang"],
                max_age=365 * 24 * 3600,
                samesite="Lax",
                httponly=True,
                secure=settings.BEHIND_TLS,
            )
        return response

    return middleware


class Refusals:
    """
    Turn a verb's refusal into an answer the person can read.

    Reading something one may not is a 404, as if it were not there. Doing something one may not is a 403, anything else that was
    refused a 409, both with the refusal's own sentence: a toast for htmx, a page otherwise. What was typed stays in the browser.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        is_forbidden = isinstance(exception, NotAllowed)
        if is_forbidden and request.method in {"GET", "HEAD"}:
            raise Http404 from exception
        status = 403 if is_forbidden else 409
        return refusal_answer(request, sentence=str(exception), code=exception.code, status=status)


refusals = Refusals


def refusal_answer(request: HttpRequest, *, sentence: str, code: str, status: int) -> HttpResponse:
    """The refusal as a toast that htmx puts among the toasts, or as a page with a way back."""
    context = {"sentence": sentence, "code": code, "status": status}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "web/_refusal.html", context, status=status)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
    else:
        response = render(request, "web/errors/refused.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
