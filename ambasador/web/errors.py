"""The answer when something broke: a page that says nothing was lost, and 503 when it is only the database that is starting again."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

from ambasador.web.middleware import OUTSIDE_PATHS


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler of uncaught exceptions; the exception has been logged before. Renders without the database."""
    is_starting = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if is_starting else 500
    context = {"is_ours": not request.path.startswith(OUTSIDE_PATHS)}
    response = HttpResponse(loader.render_to_string(f"{status}.html", context), status=status)
    if is_starting:
        response.headers["Retry-After"] = "3"
    return response
