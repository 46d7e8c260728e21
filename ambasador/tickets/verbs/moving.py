"""Running tickets go over to another version of their procedure, one or many. [P1]"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.procedures.models import ProcedureVersion, VersionState
from ambasador.tickets import access, moving
from ambasador.tickets.events import RouteLaid
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.moving_events import MovedToVersion
from ambasador.tickets.verbs.refusals import OtherProcedure, TicketIsClosed
from ambasador.tickets.verbs.routing import as_told, from_template
from ambasador.tickets.verbs.settling import as_route, begin_ready_steps, note, save_step, settle, steps_of

FROM_TEMPLATE = (
    "position", "after", "name", "name_en", "stage", "stage_en", "performer", "unit", "competence", "question", "guidance", "answer_options",
    "standard_minutes", "is_optional", "is_repeatable", "is_approval", "amount_field", "confirms_answer", "action", "action_settings",
    "condition", "needs", "gives", "remind_before", "escalate_after",
)  # fmt: skip


@transaction.atomic
def move_to_version(ticket: Ticket, version: ProcedureVersion, *, by: Actor) -> Ticket:
    """
    Let a running ticket go on by another version of its procedure. Records MovedToVersion and what begins; no deviation.

    Repeating it changes nothing. Raises OtherProcedure for a version of another one or a draft, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    if ticket.version_id == version.id:
        return ticket
    if ticket.version is None or ticket.version.procedure_id != version.procedure_id or version.state == VersionState.DRAFT:
        raise OtherProcedure
    at = clock.now()
    steps = steps_of(ticket)
    plan = plan_of_move(ticket, version, steps)
    previous, ticket.version = ticket.version, version
    by_id = {step.id: step for step in steps}
    for number in plan.dropped:
        by_id[number].state, by_id[number].finished_at = StepState.SKIPPED, at
        save_step(by_id[number], "state", "finished_at")
    laid = _laid(ticket, version, plan, by_id)
    fact = MovedToVersion(
        ticket=ticket.id, version=version.id, number=version.number, previous=previous.id, replaced=list(plan.dropped), kept=list(plan.kept),
        steps=[as_told(step) for step in laid],
    )  # fmt: skip
    note(ticket, fact, by=by, at=at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return ticket


def plan_of_move(ticket: Ticket, version: ProcedureVersion, steps: list[Step]) -> moving.Plan:
    """What would stay, go and come; two queries, nothing is written."""
    laid = Event.objects.filter(subject_kind="ticket", subject_id=ticket.id, kind__in=[RouteLaid.kind, MovedToVersion.kind])
    data = laid.order_by("-id").values_list("data", flat=True).first() or {"steps": []}
    own = [row["id"] for row in data["steps"]] + list(data.get("kept", ()))
    template = dict(version.steps.order_by("position").values_list("key", "after"))
    return moving.plan(as_route(steps), own=own, template=template, suffix=f"@{version.id}")


def _laid(ticket: Ticket, version: ProcedureVersion, plan: moving.Plan, by_id: dict[int, Step]) -> list[Step]:
    """The steps ahead as the version has them: those that were there become them, the others are added."""
    templates = {step.key: step for step in version.steps.select_related("unit", "competence")}
    laid = []
    for one in plan.planned:
        fresh = from_template(ticket, templates[one.template], 0, "")
        fresh.key, fresh.position, fresh.after = one.key, one.position, list(one.after)
        if one.step is None:
            fresh.save()
            laid.append(fresh)
            continue
        step = by_id[one.step]
        for name in FROM_TEMPLATE:
            setattr(step, name, getattr(fresh, name))
        step.held_at = None
        save_step(step, *FROM_TEMPLATE, "held_at")
        laid.append(step)
    return laid


@dataclass(frozen=True)
class Moved:
    """What became of one of many; `refusal` says why nothing was done, empty when it was."""

    ticket: Ticket
    refusal: str = ""


def move_tickets(tickets: Iterable[Ticket], version: ProcedureVersion, *, by: Actor) -> list[Moved]:
    """Move each of these tickets by itself: one that is refused does not hold up the others. Records MovedToVersion for each that is moved."""
    return [_moved(ticket, version, by) for ticket in tickets]


def _moved(ticket: Ticket, version: ProcedureVersion, by: Actor) -> Moved:
    try:
        move_to_version(ticket, version, by=by)
    except Refused as refusal:
        return Moved(ticket, str(refusal))
    return Moved(ticket)
