"""The mailboxes and whether they speak to us."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.accounts import door
from ambasador.channels.models import Mailbox, MailboxKind
from ambasador.channels.verbs import add_mailbox, change_mailbox
from ambasador.web import wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.intake.forms import MailboxForm
from ambasador.web.intake.views import input_counts, leads_only
from ambasador.web.shapes import Dialog, Empty, Link, State

AT_MOST = 200


@centre_only
@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    """At most 200 mailboxes; two queries beside the frame's."""
    user = user_of(request)
    found = door.visible(Mailbox.objects.order_by("-is_active", "address"), user.actor)[:AT_MOST]
    may_edit = user.has_role("lead", "admin")
    context = {
        "mailboxes": [(mailbox, state_of(mailbox)) for mailbox in found],
        "may_edit": may_edit,
        "counts": input_counts(request),
        "tab": "mailboxes",
        "nothing": Empty(
            _("There are no mailboxes yet"),
            _("Add the address to which customers write: their messages become tickets."),
            "mail",
            Link(_("Add a mailbox"), reverse("web:mailbox_new")) if may_edit else None,
        ),
    }
    return render(request, "web/intake/mailboxes.html", context)


def state_of(mailbox: Mailbox) -> State:
    if not mailbox.is_active:
        return State(_("not in use"), "wait", "pause")
    if mailbox.silent_since:
        return State(_("silent since %(moment)s") % {"moment": wording.moment(mailbox.silent_since)}, "bad", "warn")
    if mailbox.kind == MailboxKind.IMAP:
        if mailbox.failed_polls:
            return State(_("the last reading failed, it will be tried again"), "risk", "warn")
        if mailbox.last_ok_at is None:
            return State(_("not read yet"), "wait", "clock")
        return State(_("read %(moment)s") % {"moment": wording.moment(mailbox.last_ok_at)}, "ok", "check")
    return State(_("takes mail"), "ok", "check")


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    back = reverse("web:mailboxes")
    dialog = Dialog(_("New mailbox"), request.path, _("Add the mailbox"), back_url=back)

    def act(form: MailboxForm) -> str:
        fields = dict(form.cleaned_data)
        add_mailbox(fields.pop("address"), by=user_of(request).actor, **fields)
        messages.success(request, _("The mailbox was added."))
        return back

    taken = _("There is a mailbox with this address already.")
    return answer_form(request, dialog, bound(MailboxForm, request), act, taken=taken)


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by = user_of(request).actor
    mailbox = door.get_visible(Mailbox.objects, by, pk=pk)
    back = reverse("web:mailboxes")
    names = ("name", "host", "port", "security", "username", "secret_name", "folder", "acknowledges", "is_active")
    form = bound(MailboxForm, request, mailbox=mailbox, initial={name: getattr(mailbox, name) for name in names})
    dialog = Dialog(mailbox.address, request.path, _("Save"), str(mailbox.get_kind_display()), back_url=back)

    def act(answered: MailboxForm) -> str:
        change_mailbox(mailbox, by=by, **answered.cleaned_data)
        messages.success(request, _("Saved."))
        return back

    return answer_form(request, dialog, form, act)
