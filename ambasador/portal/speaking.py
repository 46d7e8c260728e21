"""In which language people outside are answered."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE_COOKIE = "language"


def answered_in(language_of_theirs: str, request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer in the language the reader chose, else in theirs; `?lang=` alone keeps a choice, without a cookie."""
    codes = [code for code, _name in settings.LANGUAGES]
    wishes = (request.GET.get("lang"), request.COOKIES.get(LANGUAGE_COOKIE), language_of_theirs)
    language = next((wish for wish in wishes if wish in codes), codes[0])
    with translation.override(language):
        response = answer()
    response.headers["Content-Language"] = language
    return response
