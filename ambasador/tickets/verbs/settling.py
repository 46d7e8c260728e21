"""What every verb of a ticket does at its end: begin the steps that can begin, pass the turn, keep what lists show in step."""

from dataclasses import replace
from datetime import datetime

from ambasador.directory.models import Person
from ambasador.directory.queries import users_stood_in_for
from ambasador.journal.actors import STANDING_IN, Actor
from ambasador.journal.facts import Fact
from ambasador.journal.models import Event
from ambasador.journal.verbs import record
from ambasador.procedures.models import Performer
from ambasador.tickets import route, timing
from ambasador.tickets.choice_events import StepPassedOn
from ambasador.tickets.data import Knowledge
from ambasador.tickets.data_events import StepHeld, StepPassedOver
from ambasador.tickets.deciding import amount_of, decider_of
from ambasador.tickets.events import AttentionCalled, StepBegun, StepOffered
from ambasador.tickets.models import Attention, Step, StepState, Ticket, Turn


def note(ticket: Ticket, fact: Fact, *, by: Actor, at: datetime, units: tuple[int | None, ...] = ()) -> Event:
    """
    Record an event of the ticket and tell the screens that show it: the ticket's, its owner's desk or the queue, the units'.

    What a deputy does while the owner is away is recorded as done by them for the owner.
    """
    topics = [f"ticket:{ticket.id}", f"owner:{ticket.owner_id}" if ticket.owner_id else "queue"]
    topics += [f"unit:{unit}" for unit in dict.fromkeys(units) if unit]
    return record(fact, by=for_owner(ticket, by, at=at), at=at, topics=tuple(topics))


def for_owner(ticket: Ticket, by: Actor, *, at: datetime) -> Actor:
    """The actor, marked as acting for the ticket's owner when the owner is away that day and the actor stands in; two queries at most."""
    if by.kind != "user" or by.id is None or ticket.owner_id in (None, by.id):
        return by
    if ticket.owner_id not in users_stood_in_for(by.id, at=at):
        return by
    return replace(by, label=f"{STANDING_IN}{ticket.owner_id}")


def steps_of(ticket: Ticket) -> list[Step]:
    """All steps of the ticket in order; one query."""
    return list(Step.objects.filter(ticket=ticket).select_related("unit__calendar").order_by("position", "id"))


def as_route(steps: list[Step]) -> list[route.RouteStep]:
    return [route.RouteStep(s.id, s.key, s.position, tuple(s.after), s.performer, s.unit_id, s.state) for s in steps]


def begin_ready_steps(ticket: Ticket, steps: list[Step], *, by: Actor, at: datetime) -> None:
    """
    Start every planned step whose predecessors are over: offered to its performer, or begun by the owner or the system. One that this
    ticket does not need is passed over, which may make others ready; one whose data is missing is held. No query of its own while no
    step has a condition.
    """
    by_id = {step.id: step for step in steps}
    known = Knowledge(ticket)
    held: set[int] = set()
    while found := [by_id[ready.id] for ready in route.ready(as_route(steps)) if ready.id not in held]:
        for step in found:
            if why := known.why_superfluous(step):
                _pass_over(ticket, step, why, by=by, at=at)
            elif not step.waives_needs and (missing := known.missing(step.needs)):
                _hold(ticket, step, missing, by=by, at=at)
                held.add(step.id)
            else:
                start_step(ticket, step, by=by, at=at, person=place_decision(ticket, step, by=by, at=at))


def _pass_over(ticket: Ticket, step: Step, why: str, *, by: Actor, at: datetime) -> None:
    step.state, step.finished_at = StepState.SKIPPED, at
    save_step(step, "state", "finished_at")
    note(ticket, StepPassedOver(ticket=ticket.id, step=step.id, why=why), by=by, at=at, units=(step.unit_id,))


def _hold(ticket: Ticket, step: Step, missing: list[str], *, by: Actor, at: datetime) -> None:
    """The owner is told once, unless something else calls them to the ticket already."""
    if step.held_at is not None:
        return
    step.held_at = at
    save_step(step, "held_at")
    note(ticket, StepHeld(ticket=ticket.id, step=step.id, missing=missing), by=by, at=at)
    if not ticket.attention:
        attract(ticket, Attention.DATA_MISSING, by=by, at=at)


def place_decision(ticket: Ticket, step: Step, *, by: Actor, at: datetime) -> Person | None:
    """
    Give an approval that is not begun to who may decide about its amount now, and return the person if it is one. Nobody may: it is the
    owner's to find somebody. Who of the contact centre lets it begin asks for it. Nothing for another step, or where no competence says who may. Part of the verbs.
    """
    if step.is_approval and step.asked_by_id is None and by.is_staff_of_centre():
        step.asked_by_id = by.id
        save_step(step, "asked_by")
    if not step.is_approval or not step.is_at_unit or step.competence_id is None:
        return None
    decider = decider_of(ticket, step, at=at)
    unit = decider.unit if decider else None
    performer = unit.kind if unit else Performer.OWNER
    if step.unit_id != (unit.id if unit else None):
        previous, amount = step.unit_id, amount_of(ticket, step)
        step.unit, step.performer = unit, performer
        save_step(step, "unit", "performer")
        fact = StepPassedOn(
            ticket=ticket.id, step=step.id, previous_unit=previous, unit=step.unit_id, performer=performer,
            amount=str(amount) if amount is not None and amount.is_finite() else None, had_begun=step.started_at is not None,
        )  # fmt: skip
        note(ticket, fact, by=by, at=at, units=(previous, step.unit_id))
        if unit is None:
            attract(ticket, Attention.NOT_OURS, by=by, at=at)
    return decider.person if decider else None


def attract(ticket: Ticket, reason: str, *, by: Actor, at: datetime) -> None:
    """
    Set the attention of a locked ticket with its event; the caller saves. The moment stays that of the first unattended thing of its
    kind.
    """
    if ticket.attention != reason:
        ticket.attention, ticket.attention_since = reason, at
    note(ticket, AttentionCalled(ticket=ticket.id, reason=reason), by=by, at=at)


def start_step(ticket: Ticket, step: Step, *, by: Actor, at: datetime, after_refusal: bool = False, person: Person | None = None) -> None:
    step.started_at = step.started_at or at
    step.assignee = person
    step.accepted_at = None
    step.proposed_due_at = None
    step.held_at = None
    is_own = step.performer in (Performer.OWNER, Performer.SYSTEM)
    step.state = StepState.ACCEPTED if is_own else StepState.OFFERED
    lay_due(step, at)
    save_step(step, "started_at", "accepted_at", "assignee", "proposed_due_at", "state", *DUE_FIELDS, "unit", "performer", "missing", "held_at")
    if is_own:
        note(ticket, StepBegun(ticket=ticket.id, step=step.id, due_at=step.due_at), by=by, at=at)
    else:
        assert step.due_at
        note(
            ticket,
            StepOffered(
                ticket=ticket.id, step=step.id, performer=step.performer, unit=step.unit_id, due_at=step.due_at, after_refusal=after_refusal
            ),
            by=by,
            at=at,
            units=(step.unit_id,),
        )


DUE_FIELDS = ("due_at", "counted_from", "is_date_agreed", "nudge_round", "next_nudge_at")


def lay_due(step: Step, at: datetime, *, agreed: datetime | None = None) -> None:
    """
    Lay the due time: the standard counted from `at`, or the date that was agreed. The reminders begin anew with it.

    The caller saves `DUE_FIELDS`. A step of the program has no due time.
    """
    step.counted_from, step.is_date_agreed = at, agreed is not None
    step.nudge_round += 1
    if step.performer == Performer.SYSTEM:
        step.due_at, step.next_nudge_at = None, None
        return
    hours = timing.time_of_performer(step.performer, step.unit)
    step.due_at = agreed or hours.add(at, minutes=step.standard_minutes)
    coming = timing.coming_nudge(step, told={}, rungs=(), reminders=1, at=at, hours=hours)
    step.next_nudge_at = coming.at if coming else None


def save_step(step: Step, *fields: str) -> None:
    """Save these fields with a new revision. Nobody is reminded of a step that is not with its performer."""
    if step.next_nudge_at is not None and step.state not in (StepState.OFFERED, StepState.ACCEPTED):
        step.next_nudge_at, fields = None, (*fields, "next_nudge_at")
    step.revision += 1
    step.save(update_fields=[*fields, "revision"])


def settle(ticket: Ticket, *, at: datetime, steps: list[Step] | None = None) -> None:
    """Pass the turn to the party whose minutes they are now, and write what lists show. The last thing every verb does."""
    steps = steps_of(ticket) if steps is None else steps
    shape = as_route(steps)
    party = route.party(shape, owner=ticket.owner_id, is_closed=ticket.is_closed)
    current = route.current(shape)
    _pass_turn(ticket, party, at)
    ticket.current_step_id = current.id if current else None
    ticket.steps_total = len(shape)
    own = (step for step in steps if step.performer == Performer.OWNER and not step.is_over)
    ticket.work_minutes = 0 if ticket.is_closed else sum(step.standard_minutes for step in own)
    ticket.steps_done = sum(1 for step in shape if step.state in route.OVER)
    if (ticket.party_kind, ticket.party_unit_id) != (party.kind, party.unit):
        ticket.party_kind, ticket.party_unit_id, ticket.party_since = party.kind, party.unit, at
    ticket.save(
        update_fields=[
            "current_step", "steps_total", "steps_done", "party_kind", "party_unit", "party_since", "owner", "queue", "queued_at", "queue_due_at",
            "attention", "attention_since", "closed_at", "closing_reason", "version", "obstacles_open", "last_message_at", "reopened_count",
            "work_minutes",
        ]
    )  # fmt: skip


def _pass_turn(ticket: Ticket, party: route.Party, at: datetime) -> None:
    turn = Turn.objects.filter(ticket=ticket, to_at__isnull=True).first()
    if turn is not None:
        if (turn.party_kind, turn.user_id, turn.unit_id) == (party.kind, party.user, party.unit):
            return
        if turn.from_at >= at:  # a second change in the same moment: the turn has no length yet, so it simply is another party's
            turn.party_kind, turn.user_id, turn.unit_id, turn.step_id = party.kind, party.user, party.unit, party.step
            turn.save(update_fields=["party_kind", "user", "unit", "step"])
            return
        turn.to_at = at
        turn.save(update_fields=["to_at"])
    Turn.objects.create(ticket=ticket, party_kind=party.kind, user_id=party.user, unit_id=party.unit, step_id=party.step, from_at=at)
