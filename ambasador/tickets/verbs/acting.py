"""What the program does by itself in its steps. [P1]"""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from ambasador.directory.deciding import deciders
from ambasador.directory.models import Competence, Unit, UnitKind
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.models import Performer, SystemAction
from ambasador.tickets import access
from ambasador.tickets.action_events import ActionFailed, ActionRetried, SubStepAdded
from ambasador.tickets.models import Attention, Step, StepState, Ticket, WebhookCall, WebhookState
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.verbs.closing import close_ticket
from ambasador.tickets.verbs.data import set_data
from ambasador.tickets.verbs.handshake import finish_step
from ambasador.tickets.verbs.refusals import StepNotActive, TicketIsClosed
from ambasador.tickets.verbs.routing import place_of_next
from ambasador.tickets.verbs.settling import attract, begin_ready_steps, note, save_step, settle, steps_of


@transaction.atomic
def do_action(step: Step, *, by: Actor) -> Step:
    """
    Do what a step of the program does and end it; a webhook is only prepared and ends when it was told, a message is sent elsewhere.

    Nothing happens to a step that is not in work. Records what the action records and StepDone. Raises what the verbs of the action raise.
    """
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    step = Step.objects.select_related("ticket").get(pk=step.pk)
    if step.performer != Performer.SYSTEM or step.state != StepState.ACCEPTED or ticket.is_closed:
        return step
    if step.action == SystemAction.MESSAGE:
        return step
    if step.action == SystemAction.WEBHOOK:
        _prepare_call(ticket, step)
        return step
    if step.action == SystemAction.FIELD:
        set_data(ticket, {step.action_settings["key"]: step.action_settings["value"]}, by=by)
    elif step.action == SystemAction.SUB_STEP:
        _add_sub_step(ticket, step, by=by, at=clock.now())
    step = finish_step(step, by=by)
    if step.action == SystemAction.CLOSE:
        close_ticket(ticket, reason=step.action_settings.get("reason", ClosingReason.SOLVED), by=by)
    return step


def _prepare_call(ticket: Ticket, step: Step) -> None:
    """What exactly is told, once and for all tries: the ticket, the step, and of the data only what the procedure names."""
    wanted = step.action_settings
    version = ticket.version
    made = WebhookCall(step=step, url=wanted["url"], edition=wanted["edition"], next_try_at=clock.now())
    told: dict[str, Any] = {
        "delivery": str(made.key),
        "ticket": {"number": ticket.number, "opened_at": ticket.opened_at.isoformat(), "channel": ticket.channel, "language": ticket.language},
        "procedure": {"code": version.procedure.code, "version": version.number} if version else None,
        "step": {"key": step.key, "name": step.name},
        "data": {key: ticket.data.get(key) for key in wanted["fields"]},
    }
    made.body = json.dumps(told, ensure_ascii=False)
    if not WebhookCall.objects.filter(step=step).exists():
        made.save()


def _add_sub_step(ticket: Ticket, step: Step, *, by: Actor, at: datetime) -> Step:
    """A step that the procedure adds; it starts at once, and with `holds_route` what waits for the program's step waits for it too."""
    wanted, steps = step.action_settings, steps_of(ticket)
    performer, unit, competence = _performer_of(wanted, at=at)
    reads = ticket.language if performer == Performer.CUSTOMER else unit.language if unit else "pl"
    position, after = place_of_next(steps)
    key = f"sub-{max(other.id for other in steps) + 1}"
    followers = [other for other in steps if wanted["holds_route"] and other.state == StepState.PLANNED and step.key in other.after]
    Step.objects.filter(ticket=ticket, position__gte=position).update(position=F("position") + 1)
    made = Step.objects.create(
        ticket=ticket, key=key, position=position, after=after, name=wanted["name"], name_en=wanted.get("name_en", ""), performer=performer,
        unit=unit, competence=competence, standard_minutes=wanted["standard_minutes"],
        question=(wanted.get("question_en") if reads == "en" else "") or wanted.get("question", ""),
    )  # fmt: skip
    for follower in followers:
        follower.after = [*follower.after, key]
        save_step(follower, "after")
    fact = SubStepAdded(
        ticket=ticket.id, step=made.id, key=key, position=position, after=after, performer=performer, unit=made.unit_id,
        followers=[follower.key for follower in followers], of=step.id,
    )  # fmt: skip
    note(ticket, fact, by=by, at=at, units=(made.unit_id,))
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return made


def _performer_of(wanted: dict[str, Any], *, at: datetime) -> tuple[str, Unit | None, Competence | None]:
    """Who does a sub-step now; the owner when nobody of the directory does."""
    if wanted["performer"] not in (Performer.DEPARTMENT, Performer.PARTNER):
        return wanted["performer"], None, None
    competence = Competence.objects.filter(code=wanted.get("competence", "")).first()
    unit = Unit.objects.select_related("calendar").filter(code=wanted.get("unit", ""), is_active=True).first()
    if unit is None and competence is not None:
        unit = next((one.unit for one in deciders(competence, at=at) if one.unit.kind != UnitKind.CENTRE), None)
    return (unit.kind, unit, competence) if unit else (Performer.OWNER, None, competence)


@transaction.atomic
def fail_action(step: Step, *, reason: str, by: Actor) -> Step:
    """The program could not do its step: it waits for the owner, who is called. Records ActionFailed; nothing for a step that is not in work."""
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    step = Step.objects.get(pk=step.pk)
    if step.performer != Performer.SYSTEM or step.state != StepState.ACCEPTED or ticket.is_closed:
        return step
    at = clock.now()
    step.state, step.missing = StepState.RETURNED, reason.strip()[:1000]
    save_step(step, "state", "missing")
    note(ticket, ActionFailed(ticket=ticket.id, step=step.id, reason=step.missing), by=by, at=at)
    attract(ticket, Attention.ACTION_FAILED, by=by, at=at)
    settle(ticket, at=at)
    return step


@transaction.atomic
def retry_action(step: Step, *, by: Actor) -> Step:
    """
    Let the program try its step again at once. Records ActionRetried. Repeating it changes nothing. Raises StepNotActive for one that did
    not fail, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    step = Step.objects.get(pk=step.pk)
    if ticket.is_closed:
        raise TicketIsClosed
    if step.performer != Performer.SYSTEM or step.state not in (StepState.RETURNED, StepState.ACCEPTED):
        raise StepNotActive
    if step.state == StepState.ACCEPTED:
        return step
    at = clock.now()
    step.state, step.missing = StepState.ACCEPTED, ""
    save_step(step, "state", "missing")
    WebhookCall.objects.filter(step=step, state=WebhookState.FAILED).update(state=WebhookState.WAITING, next_try_at=at)
    note(ticket, ActionRetried(ticket=ticket.id, step=step.id), by=by, at=at)
    settle(ticket, at=at)
    return step
