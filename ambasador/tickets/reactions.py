"""What tickets do when something happened to a ticket, or to those who look after them."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from ambasador.accounts.events import LeavingBegun
from ambasador.customers.events import CustomerChanged
from ambasador.directory.events import CalendarChanged, UnitChanged
from ambasador.directory.models import Unit
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.reacting import afterwards, on
from ambasador.lib.refusal import Refused
from ambasador.procedures.models import Performer, SystemAction
from ambasador.search.verbs import index
from ambasador.tickets.action_events import ActionRetried
from ambasador.tickets.data_events import DataKnown
from ambasador.tickets.events import StepBegun, TicketChanged, TicketOpened, TicketReopened
from ambasador.tickets.models import Attention, Handover, Step, StepState, Ticket, WebhookCall, WebhookState
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.verbs import (
    DataMissing,
    HandoverDecided,
    assign_automatically,
    call_attention,
    do_action,
    fail_action,
    withdraw_handover,
)
from ambasador.tickets.webhooks import defer


@on(TicketOpened, TicketReopened)
def find_an_owner(event: Event) -> None:
    """A ticket in the queue gets an owner when somebody is at work; otherwise its clock runs where everybody sees it."""
    ticket = Ticket.objects.get(pk=event.subject_id)
    if ticket.owner_id is None and not ticket.is_closed:
        assign_automatically(ticket, by=SYSTEM)


@on(LeavingBegun)
def withdraw_offers_to_who_leaves(event: Event) -> None:
    """What they were offered and have not accepted stays with its owner."""
    for offer in Handover.objects.filter(to_user=event.subject_id, state=HandoverState.OFFERED).order_by("id"):
        with suppress(HandoverDecided):  # decided at this very moment
            withdraw_handover(offer, by=SYSTEM)


@on(StepBegun, ActionRetried)
def act(event: Event) -> None:
    """A step of the program is done by itself. What cannot be done waits for the owner; closing waits for what must be known first."""
    step = Step.objects.select_related("ticket").get(pk=event.data["step"])
    if step.performer != Performer.SYSTEM:
        return
    try:
        with transaction.atomic():
            do_action(step, by=SYSTEM)
    except DataMissing as lacks:
        if step.action == SystemAction.CLOSE:
            call_attention(step.ticket, reason=Attention.DATA_MISSING, by=SYSTEM)
        else:
            fail_action(step, reason=str(lacks), by=SYSTEM)
    except Refused as refusal:
        fail_action(step, reason=str(refusal), by=SYSTEM)
    call = WebhookCall.objects.filter(step=step, state=WebhookState.WAITING).first()
    if call is not None:
        defer(call)


@on(DataKnown)
def close_once_all_is_known(event: Event) -> None:
    """The step that closes the ticket waited for what is known now."""
    waiting = Step.objects.select_related("ticket").filter(
        ticket=event.subject_id, performer=Performer.SYSTEM, action=SystemAction.CLOSE, state=StepState.ACCEPTED, ticket__closed_at=None
    )
    for step in waiting[:1]:
        with suppress(DataMissing), transaction.atomic():
            do_action(step, by=SYSTEM)


@afterwards(TicketOpened, TicketChanged)
def keep_findable(event: Event) -> None:
    index("ticket", [event.subject_id])


@on(CustomerChanged)
def keep_findable_by_name(event: Event) -> None:
    """A customer's tickets are found by the new name too; the newest 500 of them."""
    if "name" in event.data["changes"]:
        index("ticket", Ticket.objects.filter(customer_id=event.subject_id).order_by("-id").values_list("pk", flat=True)[:500])


@on(CalendarChanged)
def count_due_times_by_the_new_hours(event: Event) -> None:
    """A job counts anew what is due in these hours; one job of a calendar after another."""
    if event.data["changes"].keys() - {"name"}:
        _recount(Unit.objects.filter(calendar=event.subject_id), calendar=event.subject_id, cause=event.id)


@on(UnitChanged)
def count_due_times_of_the_unit(event: Event) -> None:
    """The unit works by another calendar now."""
    if "calendar_id" in event.data["changes"]:
        _recount(Unit.objects.filter(pk=event.subject_id), calendar=event.data["changes"]["calendar_id"], cause=event.id)


def _recount(units: QuerySet[Unit], *, calendar: int, cause: int) -> None:
    numbers: list[Any] = list(units.order_by("id").values_list("id", flat=True))
    if numbers:
        task = app.configure_task("ambasador.tickets.tasks.recount", lock=f"recount:{calendar}")
        task.defer(calendar=calendar, units=numbers, cause=cause)
