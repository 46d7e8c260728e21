"""The accounts: who may sign in and as what."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door, verbs
from ambasador.accounts.models import Role, User
from ambasador.directory.models import Person, Unit
from ambasador.directory.verbs import add_person, change_person
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Ticket
from ambasador.web.access import roles_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.paging import page_of
from ambasador.web.people.forms import AccountForm, NewAccountForm
from ambasador.web.shapes import Dialog, Empty, Link

admins_only = roles_only("admin")
ROLE_WORDS = dict(Role.choices)


@admins_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 a page; two queries beside the frame's."""
    by = user_of(request).actor
    closed = request.GET.get("closed") == "1"
    page = page_of(door.visible(User.objects.filter(is_active=not closed).select_related("person__unit"), by), request)
    rows = [
        (user, ", ".join(str(ROLE_WORDS[role]) for role in user.roles if role in ROLE_WORDS), getattr(user, "person", None))
        for user in page.rows
    ]
    nothing = Empty(_("There are no closed accounts") if closed else _("There are no accounts"), "", "users")
    return render(request, "web/people/list.html", {"rows": rows, "pager": page.pager, "closed": closed, "nothing": nothing})


@admins_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """An account, and the person of a unit behind it; the sign-in link is made on the next page."""
    user = user_of(request)
    form = bound(NewAccountForm, request, by=user.actor, initial={"language": "pl"})
    text = _("After that you make a one-time link, with which they choose their password.")
    dialog = Dialog(_("New account"), request.path, _("Add the account"), text, back_url=reverse("web:people"))

    def act(answered: NewAccountForm) -> str:
        chosen = dict(answered.cleaned_data)
        unit = chosen.pop("unit")
        with transaction.atomic():
            made = verbs.join_user(by=user.actor, **chosen)
            if unit:
                _put_into(unit, made, by=user.actor)
        return reverse("web:account", args=[made.pk])

    return answer_form(request, dialog, form, act, taken=_("Somebody has an account with this address already."))


def _put_into(unit: Unit, user: User, *, by: Actor) -> None:
    person = door.visible(Person.objects.filter(unit=unit, email__iexact=user.email, is_active=True, user=None), by).first()
    if person:
        change_person(person, user=user, by=by)
    else:
        add_person(unit=unit, name=user.name, email=user.email, user=user, by=by)


def get_user(request: HttpRequest, pk: int) -> User:
    """Raises Http404."""
    return door.get_visible(User.objects.select_related("person__unit"), user_of(request).actor, pk=pk)


@admins_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = user_of(request), get_user(request, pk)
    initial = {name: getattr(found, name) for name in ("name", "roles", "language")}
    form = bound(AccountForm, request, initial=initial)
    dialog = Dialog(found.name, request.path, _("Save"), found.email, back_url=reverse("web:people"))

    def act(answered: AccountForm) -> str:
        with transaction.atomic():
            verbs.change_user(found, by=user.actor, **answered.cleaned_data)
        messages.success(request, _("Saved."))
        return reverse("web:account", args=[pk])

    context: dict[str, Any] = {
        "user": found,
        "person": getattr(found, "person", None),
        "is_self": found.pk == user.pk,
        "tickets": _open_tickets(found, by=user.actor),
    }
    return answer_form(request, dialog, form, act, template="web/people/account.html", taken=still_owns(), **context)


@admins_only
@never_cache
@require_POST
def sign_in_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is shown this once: only a fingerprint of it is kept."""
    found = get_user(request, pk)
    token = verbs.make_sign_in_link(found, by=user_of(request).actor)
    link = request.build_absolute_uri(reverse("web:signin_link", args=[token]))
    minutes = int(verbs.LINK_LIFE.total_seconds() // 60)
    return render(request, "web/people/link.html", {"user": found, "link": link, "minutes": minutes})


@admins_only
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The database refuses while they own open tickets; the page says so and leads to them."""
    user, found = user_of(request), get_user(request, pk)
    back = reverse("web:account", args=[pk])
    text = _("They can no longer sign in. What they wrote and did stays.")
    dialog = Dialog(
        _("Close the account: %(name)s") % {"name": found.name}, request.path, _("Close the account"), text, is_danger=True, back_url=back
    )

    def act(form: forms.Form) -> str:
        with transaction.atomic():
            verbs.close_account(found, by=user.actor)
        messages.success(request, _("The account is closed."))
        return reverse("web:people")

    form = bound(forms.Form, request)
    tickets = _open_tickets(found, by=user.actor)
    link = Link(_("Open tickets of this person"), f"{reverse('web:tickets')}?owner={pk}") if tickets else None
    return answer_form(request, dialog, form, act, template="web/people/closure.html", taken=still_owns(), link=link, tickets=tickets)


def still_owns() -> str:
    return _("This person owns open tickets. Hand them over first: a case never loses its person.")


def _open_tickets(user: User, *, by: Actor) -> int:
    return door.visible(Ticket.objects.open().filter(owner=user), by).count()
