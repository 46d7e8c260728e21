"""
The handshake between the owner and whoever performs a step [N8]:
offered -> accepted / returned with what is missing / other date proposed / not ours -> answered -> done, or sent back by the owner.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ambasador.directory.deciding import deciders
from ambasador.directory.models import Person
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.consent import APPROVED, REJECTED
from ambasador.procedures.fields import missing
from ambasador.procedures.models import FieldKind, Performer
from ambasador.tickets import access
from ambasador.tickets.data import Knowledge
from ambasador.tickets.deciding import amount_of, require_decider
from ambasador.tickets.events import (
    OtherDateDecided,
    OtherDateProposed,
    StepAccepted,
    StepAnswered,
    StepDone,
    StepRefused,
    StepResent,
    StepReturned,
    StepSentBack,
)
from ambasador.tickets.models import Attention, Step, StepState, Ticket
from ambasador.tickets.models.route import ACTIVE
from ambasador.tickets.verbs.data import learn, pass_on_decisions, require_known
from ambasador.tickets.verbs.links import close_task_links
from ambasador.tickets.verbs.refusals import (
    AlreadyAnswered,
    DateNotAhead,
    NoAnswerGiven,
    NoDecision,
    NoReasonGiven,
    NothingAsked,
    OwnRequest,
    StepNotActive,
    TicketIsClosed,
    UnknownAnswer,
)
from ambasador.tickets.verbs.settling import DUE_FIELDS, attract, begin_ready_steps, lay_due, note, save_step, settle, start_step, steps_of

WITH_PERFORMER = (StepState.OFFERED, StepState.ACCEPTED)


@transaction.atomic
def accept_step(step: Step, *, by: Actor, person: Person | None = None) -> Step:
    """
    Take the task ("I take it"). Records StepAccepted. Repeating it by the same person changes nothing. Raises StepNotActive,
    NotAllowed.
    """
    ticket, step = _locked(step, by)
    person_id = person.id if person else access.person_of(by)
    if step.state == StepState.ACCEPTED and step.assignee_id == person_id:
        return step
    if step.state not in WITH_PERFORMER:
        raise StepNotActive
    at = clock.now()
    step.state, step.assignee_id = StepState.ACCEPTED, person_id
    step.accepted_at = step.accepted_at or at
    save_step(step, "state", "assignee", "accepted_at")
    note(ticket, StepAccepted(ticket=ticket.id, step=step.id, person=person_id), by=by, at=at, units=(step.unit_id,))
    settle(ticket, at=at)
    return step


@transaction.atomic
def return_step(step: Step, *, missing: str, by: Actor) -> Step:
    """
    Ask back: the owner has to supply what is missing, and has the minutes until then. Records StepReturned. Raises NothingAsked,
    StepNotActive.
    """
    ticket, step = _locked(step, by)
    if step.state == StepState.RETURNED and step.missing == missing.strip():
        return step
    if step.state not in WITH_PERFORMER or step.performer == Performer.SYSTEM:
        raise StepNotActive
    if not missing.strip():
        raise NothingAsked
    at = clock.now()
    step.state, step.missing = StepState.RETURNED, missing.strip()[:1000]
    step.assignee_id = step.assignee_id or access.person_of(by)
    save_step(step, "state", "missing", "assignee")
    note(ticket, StepReturned(ticket=ticket.id, step=step.id, missing=step.missing), by=by, at=at, units=(step.unit_id,))
    attract(ticket, Attention.UNIT_ASKED, by=by, at=at)
    settle(ticket, at=at)
    return step


@transaction.atomic
def resend_step(step: Step, *, supplied: str, by: Actor) -> Step:
    """
    Supply what the performer asked for; the task is theirs again with its standard time anew. Records StepResent. Raises NothingAsked,
    StepNotActive.
    """
    ticket, step = _locked(step, by)
    access.require_centre(by)
    if step.state != StepState.RETURNED or step.performer == Performer.SYSTEM:
        raise StepNotActive
    if not supplied.strip():
        raise NothingAsked
    at = clock.now()
    step.state, step.missing = StepState.ACCEPTED, ""
    lay_due(step, at)
    assert step.due_at
    save_step(step, "state", "missing", *DUE_FIELDS)
    note(
        ticket,
        StepResent(ticket=ticket.id, step=step.id, supplied=supplied.strip(), due_at=step.due_at),
        by=by,
        at=at,
        units=(step.unit_id,),
    )
    settle(ticket, at=at)
    return step


@transaction.atomic
def refuse_step(step: Step, *, reason: str, by: Actor) -> Step:
    """
    "Not ours": the task goes to the next provider of the competence, else back to the owner. Counted. Records StepRefused.

    Raises NoReasonGiven, StepNotActive, NotAllowed.
    """
    ticket, step = _locked(step, by)
    if step.state not in WITH_PERFORMER or not step.is_at_unit:
        raise StepNotActive
    if not reason.strip():
        raise NoReasonGiven
    at = clock.now()
    refused = step.unit
    assert refused
    providers = [one.unit for one in deciders(step.competence, at=at, amount=amount_of(ticket, step))] if step.competence else []
    units = list(dict.fromkeys(providers))
    following = units[units.index(refused) + 1 :] if refused in units else []
    target = following[0] if following else None
    step.times_refused += 1
    step.unit, step.performer = target, target.kind if target else Performer.OWNER
    step.state, step.started_at, step.due_at, step.assignee, step.accepted_at = StepState.PLANNED, None, None, None, None
    save_step(step, "times_refused", "unit", "performer", "state", "started_at", "due_at", "assignee", "accepted_at")
    close_task_links(step, at=at)
    fact = StepRefused(
        ticket=ticket.id, step=step.id, unit=refused.id, reason=reason.strip()[:500], next_unit=step.unit_id, next_performer=step.performer
    )
    note(ticket, fact, by=by, at=at, units=(refused.id, step.unit_id))
    start_step(ticket, step, by=by, at=at, after_refusal=True)
    if target is None:
        attract(ticket, Attention.NOT_OURS, by=by, at=at)
    settle(ticket, at=at)
    return step


@transaction.atomic
def propose_other_date(step: Step, *, due_at: datetime, reason: str, by: Actor) -> Step:
    """Ask the owner for more time. Records OtherDateProposed. Raises DateNotAhead, NoReasonGiven, StepNotActive."""
    ticket, step = _locked(step, by)
    if step.proposed_due_at == due_at:
        return step
    if step.state not in WITH_PERFORMER or step.performer == Performer.SYSTEM:
        raise StepNotActive
    at = clock.now()
    if due_at <= at:
        raise DateNotAhead
    if not reason.strip():
        raise NoReasonGiven
    was_offered = step.state == StepState.OFFERED
    step.proposed_due_at, step.state = due_at, StepState.ACCEPTED
    step.accepted_at = step.accepted_at or at
    if step.assignee_id is None:
        step.assignee_id = access.person_of(by)
    save_step(step, "proposed_due_at", "state", "accepted_at", "assignee")
    if was_offered:
        note(ticket, StepAccepted(ticket=ticket.id, step=step.id, person=step.assignee_id), by=by, at=at, units=(step.unit_id,))
    note(
        ticket,
        OtherDateProposed(ticket=ticket.id, step=step.id, due_at=due_at, reason=reason.strip()[:500]),
        by=by,
        at=at,
        units=(step.unit_id,),
    )
    attract(ticket, Attention.OTHER_DATE, by=by, at=at)
    settle(ticket, at=at)
    return step


@transaction.atomic
def decide_other_date(step: Step, *, agreed: bool, by: Actor) -> Step:
    """
    The owner agrees to the proposed date, or keeps the first one. Records OtherDateDecided. Raises StepNotActive when nothing is
    proposed.
    """
    ticket, step = _locked(step, by)
    access.require_centre(by)
    if step.proposed_due_at is None:
        raise StepNotActive
    at = clock.now()
    proposed, step.proposed_due_at = step.proposed_due_at, None
    if agreed:
        lay_due(step, at, agreed=proposed)
    elif step.state in WITH_PERFORMER:
        step.next_nudge_at = at  # the sweep looks at once which reminder is due now
    save_step(step, *DUE_FIELDS, "proposed_due_at")
    assert step.due_at
    fact = OtherDateDecided(ticket=ticket.id, step=step.id, agreed=agreed, due_at=step.due_at)
    note(ticket, fact, by=by, at=at, units=(step.unit_id,))
    settle(ticket, at=at)
    return step


@transaction.atomic
def answer_step(
    step: Step, *, by: Actor, code: str = "", text: str = "", public: str = "", data: Mapping[str, object] | None = None
) -> Step:
    """
    Answer the task. It is over and the route goes on, unless the owner confirms answers of this step, or something that the step gives is
    still not known: then the owner writes it down. Records StepAnswered, and DataKnown for the `data` that came with it.

    `public` is what the customer may be told; of the data only what the step gives is taken. The same answer repeated changes nothing;
    another one after it raises AlreadyAnswered. An approval is decided: consent, or refusal with the reason, which waits for what the
    owner makes of it. Raises NoAnswerGiven, UnknownAnswer, DataWrong, StepNotActive, NotAllowed; NoDecision, NoReasonGiven, OwnRequest,
    AboveLimit.
    """
    ticket, step = _locked(step, by)
    code, text, public = code.strip(), text.strip(), public.strip()
    if step.state in (StepState.ANSWERED, StepState.DONE):
        if (step.answer_code, step.answer_text, step.answer_public) == (code, text, public):
            return step
        raise AlreadyAnswered
    if step.state not in ACTIVE or ticket.is_closed:
        raise StepNotActive
    at = clock.now()
    given = {key: value for key, value in (data or {}).items() if key in step.gives and value is not None}
    if step.is_approval:
        _require_decision(ticket, step, code=code, why=text or public, by=by, at=at)
        given |= _decided(ticket, step, code)
    elif not (code or text or public or given):
        raise NoAnswerGiven
    if code and code not in {option["code"] for option in step.answer_options}:
        raise UnknownAnswer
    learn(ticket, given, by=by, at=at, step=step)
    step.answer_code, step.answer_text, step.answer_public = code, text, public
    step.answered_by_kind, step.answered_by_id = by.kind, by.id
    step.assignee_id = step.assignee_id or (access.person_of(by) if step.is_at_unit and not by.is_staff_of_centre() else None)
    step.accepted_at = step.accepted_at or at
    step.proposed_due_at = None
    is_rejected = step.is_approval and code == REJECTED
    if step.confirms_answer or is_rejected or missing(step.gives, ticket.data):
        step.state = StepState.ANSWERED
    else:
        step.state, step.finished_at = StepState.DONE, at
    save_step(
        step, "answer_code", "answer_text", "answer_public", "answered_by_kind", "answered_by_id", "assignee", "accepted_at",
        "proposed_due_at", "state", "finished_at",
    )  # fmt: skip
    fact = StepAnswered(ticket=ticket.id, step=step.id, code=code, is_over=step.is_over, is_decision=step.is_approval)
    note(ticket, fact, by=by, at=at, units=(step.unit_id,))
    if not by.is_staff_of_centre() and step.performer != Performer.SYSTEM:
        by_unit = Attention.REJECTED if is_rejected else Attention.UNIT_ANSWERED
        attract(ticket, Attention.CUSTOMER_REPLIED if step.performer == Performer.CUSTOMER else by_unit, by=by, at=at)
    if step.is_over:
        close_task_links(step, at=at, keep_reading=True)
    steps = steps_of(ticket)
    pass_on_decisions(ticket, steps, given, by=by, at=at)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return step


def _require_decision(ticket: Ticket, step: Step, *, code: str, why: str, by: Actor, at: datetime) -> None:
    """Raises OwnRequest, AboveLimit, NotAllowed, NoDecision, NoReasonGiven."""
    require_decider(ticket, step, by=by, at=at)
    if code not in (APPROVED, REJECTED):
        raise NoDecision
    if code == REJECTED and not why:
        raise NoReasonGiven


def _decided(ticket: Ticket, step: Step, code: str) -> dict[str, object]:
    """The decision as data, where the step gives a yes or no."""
    fields = Knowledge(ticket).fields if step.gives else {}
    return {key: code == APPROVED for key in step.gives if key in fields and fields[key].kind == FieldKind.YES_NO}


@transaction.atomic
def confirm_answer(step: Step, *, by: Actor) -> Step:
    """
    The owner accepts an answer; the route goes on. Records StepDone. Repeating it changes nothing. Raises DataMissing when something that
    the step gives is not known, StepNotActive.
    """
    ticket, step = _locked(step, by)
    access.require_centre(by)
    if step.state == StepState.DONE:
        return step
    if step.state != StepState.ANSWERED:
        raise StepNotActive
    require_known(ticket, step.gives)
    return _over(ticket, step, by)


@transaction.atomic
def send_back_answer(step: Step, *, reason: str, by: Actor) -> Step:
    """
    The answer is not enough: the task is the performer's again, with its standard time anew. Records StepSentBack. Raises
    NoReasonGiven, StepNotActive.
    """
    ticket, step = _locked(step, by)
    access.require_centre(by)
    if step.state != StepState.ANSWERED:
        raise StepNotActive
    if not reason.strip():
        raise NoReasonGiven
    at = clock.now()
    step.state = StepState.ACCEPTED
    lay_due(step, at)
    assert step.due_at
    save_step(step, "state", *DUE_FIELDS)
    note(
        ticket,
        StepSentBack(ticket=ticket.id, step=step.id, reason=reason.strip()[:500], due_at=step.due_at),
        by=by,
        at=at,
        units=(step.unit_id,),
    )
    settle(ticket, at=at)
    return step


@transaction.atomic
def finish_step(step: Step, *, by: Actor) -> Step:
    """
    The owner's or the system's own step is done, also one that the program could not do; the route goes on. Records StepDone. Repeating
    it changes nothing. Raises DataMissing when something that the step gives is not known, OwnRequest for an approval, StepNotActive.
    """
    ticket, step = _locked(step, by)
    access.require_centre(by)
    if step.state == StepState.DONE:
        return step
    is_failed = step.performer == Performer.SYSTEM and step.state == StepState.RETURNED
    is_own = step.performer in (Performer.OWNER, Performer.SYSTEM) and step.state in WITH_PERFORMER
    if not (is_own or is_failed) or ticket.is_closed:
        raise StepNotActive
    if step.is_approval:
        raise OwnRequest
    require_known(ticket, step.gives)
    return _over(ticket, step, by)


def _over(ticket: Ticket, step: Step, by: Actor) -> Step:
    at = clock.now()
    step.state, step.finished_at = StepState.DONE, at
    save_step(step, "state", "finished_at")
    note(ticket, StepDone(ticket=ticket.id, step=step.id), by=by, at=at, units=(step.unit_id,))
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return step


def _locked(step: Step, by: Actor) -> tuple[Ticket, Step]:
    ticket = Ticket.objects.lock(step.ticket)
    fresh = Step.objects.select_related("ticket", "unit__calendar", "competence").get(pk=step.pk)
    access.require_performer(by, fresh)
    if ticket.is_closed and fresh.is_active:
        raise TicketIsClosed
    return ticket, fresh
