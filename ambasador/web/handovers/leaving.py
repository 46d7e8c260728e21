"""Somebody leaves: no new tickets, every open one offered and accepted, the account closed at zero. [O1]"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.accounts.models import Leaving, Role, User
from ambasador.accounts.verbs import begin_leaving, cancel_leaving
from ambasador.web.access import roles_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.handovers.forms import LeavingForm
from ambasador.web.handovers.shaping import progress_of
from ambasador.web.handovers.views import handing_over_page
from ambasador.web.shapes import Dialog, Empty, Link

leads_only = roles_only("lead", "admin")
AT_MOST = 200


@leads_only
@require_safe
def leavings(request: HttpRequest) -> HttpResponse:
    """Everybody who is about to leave, with what is left of their tickets; four queries beside the frame's."""
    by = user_of(request).actor
    standing = door.visible(Leaving.objects, by).filter(cancelled_at=None, user__is_active=True).select_related("user")
    rows = progress_of(standing.order_by("last_on", "begun_at")[:AT_MOST], by=by)
    nothing = Empty(
        _("Nobody is about to leave"), _("When somebody goes, begin here: their tickets find new owners first."), "users",
        Link(_("Somebody leaves…"), reverse("web:leaving_new")),
    )  # fmt: skip
    return render(request, "web/handovers/leavings.html", {"rows": rows, "nothing": nothing})


@leads_only
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    by = user_of(request).actor
    text = _("They get no new tickets from now on. Theirs are offered to colleagues; the account can be closed when none is left.")
    dialog = Dialog(_("Somebody leaves"), request.path, _("Begin the leaving"), text, back_url=reverse("web:leavings"))

    def act(form: LeavingForm) -> str:
        leaving = begin_leaving(form.cleaned_data["user"], last_on=form.cleaned_data["last_on"], by=by)
        return reverse("web:leaving", args=[leaving.user_id])

    initial = {"user": request.GET.get("user", "")}
    return answer_form(request, dialog, bound(LeavingForm, request, by=by, initial=initial), act)


def get_leaving(request: HttpRequest, pk: int) -> Leaving:
    """Raises Http404."""
    found = Leaving.objects.select_related("user").filter(cancelled_at=None)
    return door.get_visible(found, user_of(request).actor, user_id=pk)


@leads_only
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    leaving = get_leaving(request, pk)
    [progress] = progress_of([leaving], by=user.actor)
    may_close = progress.is_over and leaving.user.is_active and user.has_role(Role.ADMIN) and user.pk != pk
    return handing_over_page(request, leaving.user, progress=progress, may_close=may_close)


@leads_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user: User = get_leaving(request, pk).user
    cancel_leaving(user, by=user_of(request).actor)
    messages.success(request, _("%(name)s stays.") % {"name": user.name})
    return redirect(reverse("web:leavings"))
