"""The ticket screen and its live parts; the composer's three modes."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ambasador.accounts import door
from ambasador.conversations import verbs as conversations
from ambasador.conversations.models import Message
from ambasador.conversations.queries import ways_to_answer
from ambasador.conversations.uploads import uploads_of
from ambasador.conversations.verbs import Upload
from ambasador.conversations.verbs.short import FilesByMail, NoWay
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.promises.queries import current_promise, outlook
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.queries import has_standing_owner, with_owned_since
from ambasador.tickets.verbs import UNDO_CLOSING
from ambasador.web.access import centre_only, user_of
from ambasador.web.shown import Seen, procedure_name, ring, url_of
from ambasador.web.ticket import shaping, timeline
from ambasador.web.ticket.composing import composer_of
from ambasador.web.ticket.context import sections_of
from ambasador.web.ticket.data_shaping import data_section
from ambasador.web.ticket.forms import TaskForm, WordsForm
from ambasador.web.ticket.recipients import STANDARD_DUE, recipient_of
from ambasador.web.ticket.route_shaping import Promises, route_of
from ambasador.web.ticket.telling import language_for, say_of

OPENED = ("customer", "owner", "version__procedure", "stored_risk", "statutory_clock")
LOADED = ("customer", "owner", "queue", "current_step__unit", "party_unit", "version__procedure")


def get_ticket(request: HttpRequest, number: int) -> Ticket:
    """The ticket, if the reader may see it. Raises Http404."""
    return door.get_visible(Ticket.objects.select_related(*LOADED), user_of(request).actor, number=number)


@dataclass(frozen=True)
class Opened:
    """A ticket with its route and its promises, each loaded once for all that is shown of it."""

    seen: Seen
    steps: list[Step]
    promises: Promises


def opened_ticket(request: HttpRequest, number: int) -> Opened:
    """Four queries. Raises Http404."""
    at, reader = clock.now(), user_of(request)
    loaded = with_owned_since(Ticket.objects.select_related(*OPENED).prefetch_related("customer__contact_points"))
    ticket = door.get_visible(loaded, reader.actor, number=number)
    steps = shaping.steps_of(ticket, by=reader.actor)
    promises = shaping.promises_of(ticket, steps)
    ticket.current_step = next((step for step in steps if step.id == ticket.current_step_id), None)
    units = {step.unit_id: step.unit for step in steps}
    if ticket.party_unit_id in units:
        ticket.party_unit = units[ticket.party_unit_id]
    current = promises.current
    return Opened(Seen(ticket, outlook(ticket, current, steps, at=at) if current else None, at, reader), steps, promises)


@centre_only
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    opened = opened_ticket(request, number)
    seen, steps, promises = opened.seen, opened.steps, opened.promises
    ticket, at, by = seen.ticket, seen.at, seen.reader.actor
    bond = shaping.head_bond(seen, promises)
    context = {
        **head_of(ticket),
        "bond": bond,
        "route": route_of(ticket, steps, promises, tone=bond.ring.tone, at=at) if steps else None,
        "thread": timeline.thread_of(ticket, steps, promises.all, by=by, at=at, is_whole="all" in request.GET),
        "moves": shaping.moves_of(ticket, steps, reader=seen.reader),
        "composer": composer_of(ticket, by=by),
        "say": say_of(ticket, steps, promises.current, language=language_for(ticket, request.GET.get("say", "")), at=at),
        "sections": [*data_section(ticket, steps), *sections_of(ticket, by=by)],
    }
    return render(request, "web/ticket/page.html", context)


def head_of(ticket: Ticket) -> dict[str, Any]:
    """What the line above the bond says: which ticket, by which procedure, why to look at it now, and what can be done with it."""
    is_fresh = bool(ticket.closed_at and clock.now() - ticket.closed_at <= UNDO_CLOSING)
    return {
        "ticket": ticket,
        "procedure": procedure_name(ticket.version) if ticket.version else "",
        "may_undo": is_fresh and has_standing_owner(ticket),
        "may_reopen": ticket.is_closed and has_standing_owner(ticket),
    }


@centre_only
@require_safe
def head(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "web/ticket/_head.html", head_of(get_ticket(request, number)))


@centre_only
@require_safe
def bond(request: HttpRequest, number: int) -> HttpResponse:
    opened = opened_ticket(request, number)
    return render(request, "web/_bond.html", {"bond": shaping.head_bond(opened.seen, opened.promises)})


@centre_only
@require_safe
def route(request: HttpRequest, number: int) -> HttpResponse:
    """The route, and out of band what waits for the owner: both change with a step."""
    opened = opened_ticket(request, number)
    seen, steps = opened.seen, opened.steps
    moves = shaping.moves_of(seen.ticket, steps, reader=seen.reader)
    context = {"route": route_of(seen.ticket, steps, opened.promises, tone=ring(seen).tone, at=seen.at), "moves": moves}
    return render(request, "web/ticket/_route_and_moves.html", context)


@centre_only
@require_safe
def thread(request: HttpRequest, number: int) -> HttpResponse:
    ticket, by = get_ticket(request, number), user_of(request).actor
    steps = shaping.steps_of(ticket, by=by)
    made = timeline.thread_of(ticket, steps, shaping.promises_of(ticket, steps).all, by=by, at=clock.now(), is_whole="all" in request.GET)
    return render(request, "web/_thread.html", {"thread": made})


@centre_only
@require_safe
def say(request: HttpRequest, number: int) -> HttpResponse:
    """What to say now, in another language or anew; without htmx the whole page with it."""
    ticket, asked = get_ticket(request, number), request.GET.get("in", "")
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{url_of(ticket)}?say={language_for(ticket, asked)}")
    steps = shaping.steps_of(ticket, by=user_of(request).actor)
    on_desk = request.GET.get("on") == "desk"
    made = say_of(ticket, steps, current_promise(ticket), language=language_for(ticket, asked), at=clock.now(), on_desk=on_desk)
    return _vary(render(request, "web/_say.html", {"say": made}))


@centre_only
@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request, number)
    form = WordsForm(request.POST)
    words = form.cleaned_data["text"] if form.is_valid() else ""
    try:
        write_reply(ticket, line=request.POST.get("line", ""), text=words, by=user_of(request).actor, uploads=uploads_of(request))
    except Refused as refusal:
        return composer_again(request, ticket, mode="reply", error=str(refusal))
    return composer_done(request, ticket)


def write_reply(ticket: Ticket, *, line: str, text: str, by: Actor, uploads: list[Upload]) -> None:
    """By mail, or over the line that was chosen. Raises what replying raises."""
    if not line:
        conversations.reply_to_customer(ticket, text=text, by=by, uploads=uploads)
        return
    way = next((way for way in ways_to_answer(ticket) if str(way.line.id) == line), None)
    if way is None:
        raise NoWay
    if uploads:
        raise FilesByMail
    conversations.reply_over_line(ticket, line=way.line, text=text, by=by)


@centre_only
@require_POST
def note(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request, number)
    form = WordsForm(request.POST)
    words = form.cleaned_data["text"] if form.is_valid() else ""
    try:
        conversations.write_note(ticket, text=words, by=user_of(request).actor, uploads=uploads_of(request))
    except Refused as refusal:
        return composer_again(request, ticket, mode="note", error=str(refusal))
    return composer_done(request, ticket, mode="note")


@centre_only
@require_POST
def task(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a department or a partner; the responsibility stays with the owner."""
    ticket = get_ticket(request, number)
    form = TaskForm(request.POST)
    if not form.is_valid():
        return composer_again(request, ticket, mode="task", error=_("Choose whom you ask and until when."))
    by, chosen = user_of(request).actor, form.cleaned_data
    recipient = recipient_of(chosen["to"], by)
    if recipient is None:
        return composer_again(request, ticket, mode="task", error=_("Choose whom you ask and until when."))
    try:
        conversations.ask_unit(
            ticket,
            unit=recipient.unit,
            competence=recipient.competence,
            question=chosen["text"],
            standard_minutes=chosen["due"] or recipient.standard_minutes or STANDARD_DUE,
            holds_route=chosen["holds_route"],
            by=by,
            uploads=uploads_of(request),
        )
    except Refused as refusal:
        return composer_again(request, ticket, mode="task", error=str(refusal))
    return composer_done(request, ticket, mode="task")


@centre_only
@require_POST
def withdraw(request: HttpRequest, number: int, message: int) -> HttpResponse:
    ticket, by = get_ticket(request, number), user_of(request).actor
    conversations.take_back_message(door.get_visible(Message.objects.filter(ticket=ticket), by, pk=message), by=by)
    return redirect(url_of(ticket))


def composer_done(request: HttpRequest, ticket: Ticket, *, mode: str = "reply") -> HttpResponse:
    """A fresh composer and, out of band, all that the message changed; the whole page without htmx."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url_of(ticket))
    opened = opened_ticket(request, ticket.number)
    seen, steps, promises = opened.seen, opened.steps, opened.promises
    ticket, by = seen.ticket, seen.reader.actor
    bond = shaping.head_bond(seen, promises)
    context = {
        **head_of(ticket),
        "composer": composer_of(ticket, by=by, mode=mode),
        "thread": timeline.thread_of(ticket, steps, promises.all, by=by, at=seen.at),
        "bond": bond,
        "route": route_of(ticket, steps, promises, tone=bond.ring.tone, at=seen.at) if steps else None,
        "moves": shaping.moves_of(ticket, steps, reader=seen.reader),
    }
    return _vary(render(request, "web/ticket/_after_writing.html", context))


def composer_again(request: HttpRequest, ticket: Ticket, *, mode: str, error: str) -> HttpResponse:
    """The composer with what was written and why it did not go."""
    text, to = request.POST.get("text", ""), request.POST.get("to", "")
    made = composer_of(ticket, by=user_of(request).actor, mode=mode, text=text, error=error, to=to, line=request.POST.get("line"))
    context: dict[str, Any] = {"composer": made}
    if request.headers.get("HX-Request") == "true":
        return _vary(render(request, "web/_composer.html", context, status=422))
    return _vary(render(request, "web/ticket/writing.html", {**context, "ticket": ticket}, status=422))


def _vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
