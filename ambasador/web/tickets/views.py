"""The list of all tickets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.lib import clock
from ambasador.tickets.models import Ticket
from ambasador.web import shown
from ambasador.web.access import centre_only, user_of
from ambasador.web.desk.shaping import seen_tickets
from ambasador.web.paging import page_of
from ambasador.web.shapes import Empty, Link
from ambasador.web.tickets.forms import FilterForm


@centre_only
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 a page: at most twelve queries beside the frame's, whatever the number of tickets. htmx gets the list alone."""
    user, at = user_of(request), clock.now()
    form = FilterForm(request.GET.dict() or {"state": "open"}, by=user.actor)
    narrowed = form.narrow(shown.with_shown(door.visible(Ticket.objects, user.actor)))
    page = page_of(narrowed, request)
    rows = [shown.row(seen) for seen in seen_tickets(page.rows, reader=user, at=at)]
    context = {"form": form, "rows": rows, "pager": page.pager, "nothing": _nothing(form)}
    template = "web/tickets/_list.html" if request.headers.get("HX-Request") == "true" else "web/tickets/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _nothing(form: FilterForm) -> Empty:
    if form.is_narrowed:
        return Empty(
            _("No ticket is like this"),
            _("Take a filter away, or look among the closed ones."),
            "list",
            Link(_("All open tickets"), reverse("web:tickets")),
        )
    return Empty(_("There are no open tickets"), _("New ones come by e-mail; see Intake for how they arrive."), "list")
