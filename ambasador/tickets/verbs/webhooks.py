"""Telling another program: a try is claimed, made with no transaction open, and written down. [P1]"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.lib.calling import target_of
from ambasador.procedures.fields import NoSuchValue, cleaned
from ambasador.procedures.telling import ACTION
from ambasador.tickets.action_events import WebhookTried
from ambasador.tickets.data import Knowledge
from ambasador.tickets.models import Step, StepState, Ticket, WebhookCall, WebhookState
from ambasador.tickets.verbs.acting import fail_action
from ambasador.tickets.verbs.closing import UNDO_CLOSING
from ambasador.tickets.verbs.data import learn
from ambasador.tickets.verbs.handshake import finish_step
from ambasador.tickets.verbs.refusals import DataMissing
from ambasador.tickets.verbs.settling import note

LEASE = timedelta(minutes=2)
# minutes until the next try; after the last one no more is tried: nearly a day in all
PAUSES = (1, 5, 15, 60, 180, 360, 720)


@transaction.atomic
def claim_webhook(call: WebhookCall) -> WebhookCall | None:
    """
    Take a call that is due, for the length of the lease; None when it is not due, somebody else has it, or its step is over.

    The step of a ticket that was just closed may come back: its call waits until the closing cannot be undone any more.
    """
    ticket = Ticket.objects.lock(Ticket(pk=Step.objects.values_list("ticket_id", flat=True).get(webhook=call)))
    call = WebhookCall.objects.select_related("step").get(pk=call.pk)
    at = clock.now()
    is_due = call.state == WebhookState.WAITING and call.next_try_at is not None and call.next_try_at <= at
    is_dead = call.state == WebhookState.SENDING and call.lease_until is not None and call.lease_until <= at
    if not (is_due or is_dead):
        return None
    if call.step.state != StepState.ACCEPTED:
        may_return = ticket.closed_at is not None and at <= ticket.closed_at + UNDO_CLOSING
        call.state = WebhookState.WAITING if may_return else WebhookState.DROPPED
        call.next_try_at, call.lease_until = at + UNDO_CLOSING if may_return else None, None
        call.save(update_fields=["state", "next_try_at", "lease_until"])
        return None
    call.state, call.next_try_at, call.lease_until = WebhookState.SENDING, None, at + LEASE
    call.tries += 1
    call.save(update_fields=["state", "next_try_at", "lease_until", "tries"])
    return call


@transaction.atomic
def note_try(call: WebhookCall, *, answer: str, is_taken: bool, is_final: bool, by: Actor, body: bytes = b"") -> WebhookCall:
    """
    Write down what came of a try. Records WebhookTried. Taken: the step is done, with what the answer gives of its data. Otherwise it is
    tried again later; not after a final answer nor the last pause, then the owner is called.

    A try whose call somebody else has taken over meanwhile changes nothing.
    """
    step = Step.objects.select_related("ticket").get(webhook=call)
    ticket = Ticket.objects.lock(step.ticket)
    tries, call = call.tries, WebhookCall.objects.get(pk=call.pk)
    if call.state != WebhookState.SENDING or call.tries != tries:
        return call
    at = clock.now()
    goes_on = not is_taken and not is_final and call.tries <= len(PAUSES)
    next_at = at + timedelta(minutes=PAUSES[call.tries - 1]) if goes_on else None
    call.state = WebhookState.DONE if is_taken else WebhookState.WAITING if next_at else WebhookState.FAILED
    call.next_try_at, call.lease_until = next_at, None
    call.save(update_fields=["state", "next_try_at", "lease_until"])
    fact = WebhookTried(
        ticket=ticket.id, step=step.id, call=call.id, number=call.tries, host=host_of(call), answer=answer[:200], is_taken=is_taken, next_at=next_at
    )
    note(ticket, fact, by=by, at=at)
    step.refresh_from_db()
    if is_taken and step.state == StepState.ACCEPTED and not ticket.is_closed:
        _end(ticket, step, body, by=by, at=at)
    elif call.state == WebhookState.FAILED:
        fail_action(step, reason=f"{host_of(call)}: {ACTION.get(answer, answer)}", by=by)
    return call


def _end(ticket: Ticket, step: Step, body: bytes, *, by: Actor, at: datetime) -> None:
    given = _given(ticket, step, body)
    learn(ticket, given, by=by, at=at, step=step)
    try:
        finish_step(step, by=by)
    except DataMissing as lacks:
        fail_action(step, reason=str(lacks), by=by)


def _given(ticket: Ticket, step: Step, body: bytes) -> dict[str, object]:
    """What the answer, a JSON object, says of the data that the step gives; a value that does not fit is left out."""
    if not step.gives:
        return {}
    try:
        said: Any = json.loads(body)
    except ValueError:
        return {}
    said = said.get("data", said) if isinstance(said, Mapping) else {}
    fields, found = Knowledge(ticket).fields, dict[str, object]()
    for key in step.gives:
        if key in fields and isinstance(said, Mapping) and said.get(key) is not None:
            try:
                found[key] = cleaned(fields[key].described, said[key])
            except NoSuchValue:
                continue
    return found


def host_of(call: WebhookCall) -> str:
    return target_of(call.url, allows_http=True).host
