"""The lines beside mail: numbers, gateways, pages; where their carriers bring what they have."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.accounts import door
from ambasador.channels.interface import Channel, Setting
from ambasador.channels.lines import secret, web_address
from ambasador.channels.models import Line
from ambasador.channels.registry import channels
from ambasador.channels.verbs import add_line, change_line, renew_address
from ambasador.web import wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.intake.forms import SECRET_NAME
from ambasador.web.intake.views import input_counts, leads_only
from ambasador.web.shapes import Dialog, Empty, State

AT_MOST = 200
FORM, CHAT = "web_form", "web_chat"


class LineForm(forms.Form):
    """A line: what its channel asks for, and never a secret itself."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("For example the number or the page."))
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, channel: Channel, line: Line | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        for setting in channel.settings:
            self.fields[setting.name] = _field_of(setting, line)
        if line is None:
            del self.fields["is_active"]
        else:
            self.initial = {**self.initial, "name": line.name, "is_active": line.is_active}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for setting in self.channel.settings:
            if setting.is_secret and cleaned.get(setting.name) and not SECRET_NAME.fullmatch(cleaned[setting.name]):
                self.add_error(
                    setting.name, _("This is the name of a variable: capital letters, digits and _. Do not write the password itself.")
                )
        return cleaned

    def settings_said(self) -> dict[str, str]:
        said = self.cleaned_data
        return {one.name: ("yes" if said.get(one.name) else "") if one.is_flag else said.get(one.name, "") for one in self.channel.settings}


def _field_of(setting: Setting, line: Line | None) -> forms.Field:
    if setting.is_flag:
        return forms.BooleanField(label=setting.label, help_text=setting.help, required=False, initial=bool(line and line.setting(setting.name)))
    widget = forms.Textarea(attrs={"rows": 4}) if setting.is_long else forms.TextInput()
    return forms.CharField(
        label=setting.label,
        help_text=setting.help,
        required=setting.is_required,
        max_length=4000,
        initial=line.setting(setting.name) if line else setting.default,
        widget=widget,
    )


@centre_only
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """At most 200 lines; two queries beside the frame's."""
    user = user_of(request)
    found = door.visible(Line.objects.order_by("-is_active", "name", "id"), user.actor)[:AT_MOST]
    known = channels()
    context = {
        "lines": [(line, known[line.code].label, state_of(line, known[line.code])) for line in found if line.code in known],
        "may_edit": user.has_role("lead", "admin"),
        "kinds": [(code, channel.label) for code, channel in known.items()],
        "counts": input_counts(request),
        "tab": "lines",
        "nothing": Empty(_("There are no lines yet"), _("Text messages, forms and messengers come in over lines."), "chat"),
    }
    return render(request, "web/intake/lines.html", context)


def state_of(line: Line, channel: Channel) -> State:
    if not line.is_active:
        return State(_("not in use"), "wait", "pause")
    missing = next((setting for setting in channel.settings if setting.is_secret and line.setting(setting.name) and not secret(line, setting.name)), None)
    if missing is not None:
        return State(_("%(variable)s is not in the environment") % {"variable": line.setting(missing.name)}, "bad", "warn")
    if line.last_heard_at is None:
        return State(_("nothing has come yet"), "wait", "clock")
    return State(_("last heard %(moment)s") % {"moment": wording.moment(line.last_heard_at)}, "ok", "check")


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    channel = channels().get(code)
    if channel is None:
        raise Http404
    dialog = Dialog(_("New line"), request.path, _("Add the line"), str(channel.label), back_url=reverse("web:lines"))

    def act(form: LineForm) -> str:
        line = add_line(code, name=form.cleaned_data["name"], settings=form.settings_said(), by=user_of(request).actor)
        messages.success(request, _("The line was added. Its address is below."))
        return reverse("web:line", args=[line.id])

    return answer_form(request, dialog, bound(LineForm, request, channel=channel), act)


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by = user_of(request).actor
    line = door.get_visible(Line.objects, by, pk=pk)
    channel = channels().get(line.code)
    if channel is None:
        raise Http404
    dialog = Dialog(line.name, request.path, _("Save"), str(channel.label), back_url=reverse("web:lines"))

    def act(form: LineForm) -> str:
        said = form.cleaned_data
        change_line(line, name=said["name"], is_active=said["is_active"], settings=form.settings_said(), by=by)
        messages.success(request, _("Saved."))
        return reverse("web:lines")

    form = bound(LineForm, request, channel=channel, line=line)
    return answer_form(request, dialog, form, act, template="web/intake/line.html", line=line, **addresses_of(line))


def addresses_of(line: Line) -> dict[str, str]:
    """Where a carrier brings what it has, or where people fill in the form or open the chat."""
    if line.code == CHAT:
        page, script = (f"{settings.SITE_URL}{reverse(f'portal:{name}', args=[line.id])}" for name in ("chat", "chat_widget"))
        return {"form_address": page, "script": f'<script src="{script}" async></script>'}
    if line.code != FORM:
        return {"address": web_address(line)}
    page, frame = (reverse(f"portal:{name}", args=[line.id]) for name in ("webform", "webform_frame"))
    return {"form_address": f"{settings.SITE_URL}{page}", "frame_address": f"{settings.SITE_URL}{frame}"}


@leads_only
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new web address, when the old one came into wrong hands."""
    by = user_of(request).actor
    line = door.get_visible(Line.objects, by, pk=pk)
    back = reverse("web:line", args=[line.id])
    text = _("The address given out before stops working at once: the carrier must be told the new one.")
    dialog = Dialog(_("New address"), request.path, _("Make a new address"), text, back_url=back)

    def act(form: forms.Form) -> str:
        renew_address(line, by=by)
        return back

    return answer_form(request, dialog, bound(forms.Form, request), act)
