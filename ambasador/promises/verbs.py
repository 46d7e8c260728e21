"""Promises are made and replaced, never changed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.procedures import terms
from ambasador.promises import prediction, queries
from ambasador.promises.events import PromiseMade, StatutoryClockStarted
from ambasador.promises.models import Basis, Promise, StatutoryClock, StoredRisk
from ambasador.tickets.models import Step, Ticket

ROUNDED_TO = timedelta(minutes=30)


@transaction.atomic
def revise_promise(ticket: Ticket, *, reason: str, by: Actor, step: Step | None = None) -> Promise | None:
    """
    Look at the route again; make a promise when there is none, replace the standing one when it would no longer be honest.

    `reason` is a code that says what moved, `step` where. Returns the standing promise; None for a ticket that is closed or has no
    route. Records PromiseMade only when something is promised anew, so repeating it changes and records nothing. [P3]
    """
    ticket = Ticket.objects.lock(ticket)
    promise = queries.current_promise(ticket)
    steps = list(Step.objects.filter(ticket=ticket).select_related("unit__calendar").order_by("position"))
    if ticket.is_closed or not steps:
        return promise
    at = clock.now()
    return _honest(ticket, promise, queries.seen_range(steps, at=at), reason=reason, step=step, by=by, at=at)


@transaction.atomic
def store_risk(ticket: Ticket) -> StoredRisk | None:
    """
    Store how the risk of breaking the standing promise grows from now on; None for a ticket that is closed or has no promise.

    Derived from the ticket as it stands: repeating it says the same from another moment. Records nothing.
    """
    ticket = Ticket.objects.lock(ticket)
    promise = queries.current_promise(ticket)
    if ticket.is_closed or promise is None:
        return None
    steps = Step.objects.filter(ticket=ticket).select_related("unit__calendar").order_by("position")
    curve = prediction.risk_curve(_standing(promise), queries.planned_steps(steps), at=clock.now())
    found = {"promise": promise, "made_at": curve.at, "seconds": curve.seconds, "risks": curve.risks}
    return StoredRisk.objects.update_or_create(ticket=ticket, defaults=found)[0]


def _honest(
    ticket: Ticket, standing: Promise | None, seen: prediction.Range, *, reason: str, step: Step | None, by: Actor, at: datetime
) -> Promise:
    """The standing promise when it is still true, else the one made in its place."""
    if standing and prediction.is_still_true(_standing(standing), seen):
        return standing
    rounded = (_rounded(seen.from_at, up=False), _rounded(seen.likely_at, up=True), _rounded(seen.to_at, up=True))
    if standing and rounded == (standing.from_at, standing.likely_at, standing.to_at):
        return standing
    if standing:
        standing.replaced_at = at
        standing.save(update_fields=["replaced_at"])
    promise = Promise.objects.create(
        ticket=ticket,
        number=standing.number + 1 if standing else 1,
        from_at=rounded[0],
        likely_at=rounded[1],
        to_at=rounded[2],
        basis=Basis.STANDARD,
        reason="first" if standing is None else reason,
        reason_step=step if standing else None,
        made_at=at,
    )
    fact = PromiseMade(
        ticket=ticket.id,
        promise=promise.id,
        number=promise.number,
        from_at=promise.from_at,
        likely_at=promise.likely_at,
        to_at=promise.to_at,
        basis=promise.basis,
        reason=promise.reason,
        step=promise.reason_step_id,
        previous=standing.id if standing else None,
    )
    record(fact, by=by, at=at, topics=(f"ticket:{ticket.id}", f"owner:{ticket.owner_id}"))
    return promise


def _standing(promise: Promise) -> prediction.Standing:
    return prediction.Standing(promise.from_at, promise.likely_at, promise.to_at)


@transaction.atomic
def start_statutory_clock(ticket: Ticket, *, by: Actor) -> StatutoryClock | None:
    """
    Start the clock of the law that the ticket's procedure falls under, from the local day it was opened. [P5]

    Records StatutoryClockStarted. Repeating it returns the clock there is; None when no term applies.
    """
    ticket = Ticket.objects.lock(ticket)
    standing = queries.statutory_clock(ticket)
    if standing or ticket.version is None or not ticket.version.statutory_term:
        return standing
    starts_on = ticket.opened_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    term = terms.term_on(ticket.version.statutory_term, starts_on)
    if term is None:
        return None
    made = StatutoryClock.objects.create(
        ticket=ticket, term=term.code, days=term.days, starts_on=starts_on, due_on=terms.due_on(term, starts_on), source=term.source
    )
    record(StatutoryClockStarted(ticket=ticket.id, term=term.code, due_on=made.due_on), by=by, topics=(f"ticket:{ticket.id}",))
    return made


def _rounded(moment: datetime, *, up: bool) -> datetime:
    """To the half-hour: earlier for the beginning of a range, later for its end."""
    step = ROUNDED_TO.total_seconds()
    stamp = moment.timestamp()
    whole = -(-stamp // step) if up else stamp // step
    return datetime.fromtimestamp(whole * step, tz=moment.tzinfo)
