"""How long the bytes of what arrived are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambasador.accounts import door
from ambasador.channels.models import InputRetention
from ambasador.channels.verbs import change_retention
from ambasador.web.access import user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.intake.forms import RetentionForm
from ambasador.web.intake.views import leads_only
from ambasador.web.shapes import Dialog


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    by, back = user_of(request).actor, reverse("web:inputs")
    now = door.visible(InputRetention.objects, by).first()
    text = _("Every night the original form of older messages is deleted for good. That they came, when, from whom, and their hash stay.")
    dialog = Dialog(_("How long messages are kept as they arrived"), request.path, _("Save"), text, back_url=back)

    def act(form: RetentionForm) -> str:
        change_retention(taken_days=form.cleaned_data["taken_days"], unread_days=form.cleaned_data["unread_days"], by=by)
        messages.success(request, _("Saved."))
        return back

    initial = {"taken_days": now.taken_days, "unread_days": now.unread_days} if now else {}
    return answer_form(request, dialog, bound(RetentionForm, request, initial=initial), act, template="web/dialog_page.html")
