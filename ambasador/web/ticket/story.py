"""The complete story of a case: one page to read and print, and the same as PDF. [O7]"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ambasador.lib import clock
from ambasador.web.access import centre_only, user_of
from ambasador.web.ticket.story_shaping import Story, story_of
from ambasador.web.ticket.views import get_ticket


def get_story(request: HttpRequest, number: int) -> Story:
    """Raises Http404."""
    return story_of(get_ticket(request, number), by=user_of(request).actor, at=clock.now())


@centre_only
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "web/ticket/story.html", {"story": get_story(request, number), "number": number})


@centre_only
@require_safe
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    from ambasador.web.ticket.story_pdf import pdf_of  # fonts and pictures take as long to import as half of everything else

    response = HttpResponse(pdf_of(get_story(request, number), at=clock.now()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
