"""The route of a ticket and the promise band under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.directory.queries import centre, customer_time, working_time_of
from ambasador.lib.business_time import WorkingTime
from ambasador.procedures.models import Performer
from ambasador.promises.models import Promise, StatutoryClock
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.web import wording
from ambasador.web.geometry import Band, BandOf, LaneOf, band, bullet
from ambasador.web.shapes import Link, Route, RouteStep
from ambasador.web.shown import step_name

ICONS = {"owner": "user", "department": "dept", "partner": "partner", "customer": "users", "system": "gear"}
CUSTOMER_DAY, WORKING_DAY = 24, 8
BAND_DAYS_AT_MOST = 120


class Hours:
    """The working time of each performer of a route; the contact centre's is asked for once."""

    def __init__(self) -> None:
        self.of_centre = working_time_of(centre().calendar)

    def of(self, step: Step) -> WorkingTime:
        if step.unit is not None:
            return working_time_of(step.unit.calendar)
        return self.of_centre if step.performer == Performer.OWNER else customer_time()


@dataclass(frozen=True)
class Promises:
    """All promises of a ticket, the first one first, and its statutory clock."""

    all: Sequence[Promise]
    statutory: StatutoryClock | None

    @property
    def current(self) -> Promise | None:
        return self.all[-1] if self.all else None


def route_of(ticket: Ticket, steps: Sequence[Step], promises: Promises, *, tone: str, at: datetime) -> Route:
    """`steps` come loaded with their units, calendars and assignees, in order. One query, for the contact centre's calendar."""
    hours = Hours()
    number = min(ticket.steps_done + 1, ticket.steps_total)
    title = _("Route: step %(number)s of %(total)s") % {"number": number, "total": ticket.steps_total}
    made = _band(ticket, steps, promises, hours, at)
    return Route(
        steps=[_step(place, step, ticket, hours, at) for place, step in enumerate(steps, 1)],
        title=title,
        band=made,
        band_says=_in_words(ticket, promises, at),
        band_tone=tone,
        live=f"ticket:{ticket.id}",
        refresh_url=reverse("web:ticket_route", args=[ticket.number]),
    )


def performer_name(step: Step, ticket: Ticket) -> str:
    """The shortest name of who performs a step."""
    if step.unit:
        return step.unit.label
    if step.performer == Performer.OWNER and ticket.owner:
        return ticket.owner.short_name
    return str(Performer(step.performer).label)


def spent(step: Step, hours: Hours, at: datetime) -> timedelta:
    """The working time a step has taken so far."""
    if step.started_at is None:
        return timedelta()
    return hours.of(step).between(step.started_at, max(step.finished_at or at, step.started_at))


def _step(place: int, step: Step, ticket: Ticket, hours: Hours, at: datetime) -> RouteStep:
    day = CUSTOMER_DAY if step.performer == Performer.CUSTOMER else WORKING_DAY
    standard = timedelta(minutes=step.standard_minutes)
    took = spent(step, hours, at)
    has_begun = step.started_at is not None and step.state != StepState.SKIPPED
    tone = "risk" if took > standard else "act" if step.is_active else ""
    return RouteStep(
        number=place,
        name=step_name(step),
        state=_state(step),
        state_says=str(StepState(step.state).label),
        performer=performer_name(step, ticket),
        performer_icon=ICONS[step.performer],
        id=f"step-{step.id}",
        bullet=bullet(took / timedelta(minutes=1), step.standard_minutes, is_live=step.is_active) if step.standard_minutes else None,
        took=wording.duration(took, hours_a_day=day) if has_begun else "",
        standard=wording.of_duration(standard, hours_a_day=day) if has_begun else "",
        plan="" if has_begun else _plan(step, standard, day),
        tone=tone,
        link=_link(step, ticket),
    )


def _plan(step: Step, standard: timedelta, day: int) -> str:
    if step.state == StepState.SKIPPED:
        return str(StepState.SKIPPED.label)
    return _("plan %(duration)s") % {"duration": wording.duration(standard, hours_a_day=day)} if step.standard_minutes else ""


def _link(step: Step, ticket: Ticket) -> Link | None:
    if ticket.is_closed or step.is_over:
        return None
    way = "web:step_leaving_out" if step.is_optional else "web:step_skipping"
    return Link(step_name(step), reverse(way, args=[ticket.number, step.id]), is_dialog=True)


def _state(step: Step) -> str:
    if step.state == StepState.DONE:
        return "done"
    if step.state == StepState.SKIPPED:
        return "skip"
    if step.is_active:
        return "now"
    return "opt" if step.is_optional else "next"


def _band(ticket: Ticket, steps: Sequence[Step], promises: Promises, hours: Hours, at: datetime) -> Band | None:
    current, first = promises.current, promises.all[0] if promises.all else None
    until = ticket.closed_at or at
    if current is None or (max(until, current.to_at) - ticket.opened_at).days > BAND_DAYS_AT_MOST:
        return None
    likely = _("promised, most likely %(day)s") % {"day": wording.day(wording.local(current.likely_at).date())}
    of = BandOf(
        opened_at=wording.local(ticket.opened_at),
        now_at=wording.local(until),
        closed_days=_closed_days(ticket, current, promises.statutory, hours),
        promise=(wording.local(current.from_at), wording.local(current.likely_at), wording.local(current.to_at)),
        first_promise=(wording.local(first.from_at), wording.local(first.to_at)) if first and first is not current else None,
        statutory_on=promises.statutory.due_on if promises.statutory else None,
        is_ended=ticket.is_closed,
        now_says=_("now %(time)s") % {"time": wording.hour(at)},
        promise_says=likely,
        first_says=_("first promise"),
        statutory_says=_("statutory deadline"),
        lanes=_lanes(steps, hours, ticket, at),
    )
    return band(of, day_says=_day_says)


def _day_says(on: date) -> str:
    """`czw. 19`; the first of a month says which."""
    said = wording.day(on)
    return said if on.day == 1 else " ".join(said.split()[:2])


def _closed_days(ticket: Ticket, promise: Promise, statutory: StatutoryClock | None, hours: Hours) -> set[date]:
    first = wording.local(ticket.opened_at).date()
    last = max(wording.local(promise.to_at).date(), statutory.due_on if statutory else first, wording.today())
    days = [first + timedelta(days=place) for place in range(min((last - first).days, 2 * BAND_DAYS_AT_MOST) + 1)]
    return {day for day in days if not hours.of_centre.openings_on(day)}


def _lanes(steps: Sequence[Step], hours: Hours, ticket: Ticket, at: datetime) -> list[LaneOf]:
    """Every step as planned and as done; those ahead begin when the ones before them should be over."""
    ends: dict[str, datetime] = {}
    lanes = []
    for step in steps:
        if step.state == StepState.SKIPPED:
            ends[step.key] = at
            continue
        begins = step.started_at or max([ends.get(key, at) for key in step.after] or [at])
        planned_to = step.due_at or hours.of(step).add(begins, minutes=step.standard_minutes)
        if step.finished_at and step.due_at is None:
            planned_to = step.finished_at
        ends[step.key] = step.finished_at or max(planned_to, at)
        lanes.append(
            LaneOf(
                text=f"{step_name(step)} – {performer_name(step, ticket)}",
                planned_from=wording.local(begins),
                planned_to=wording.local(max(planned_to, begins)),
                began_at=wording.local(step.started_at) if step.started_at else None,
                ended_at=wording.local(step.finished_at) if step.finished_at else None,
            )
        )
    return lanes


def _in_words(ticket: Ticket, promises: Promises, at: datetime) -> str:
    """All of the band in sentences, for readers who do not see it."""
    said = [_("Opened %(moment)s.") % {"moment": wording.moment(ticket.opened_at)}]
    current = promises.current
    if current:
        first = promises.all[0]
        if first is not current:
            said.append(_("First promised time: %(range)s.") % {"range": wording.date_range(first.from_at, first.to_at)})
        values = {"range": wording.date_range(current.from_at, current.to_at), "moment": wording.moment(current.likely_at)}
        said.append(_("Promised time: %(range)s, most likely %(moment)s.") % values)
    if promises.statutory:
        said.append(_("Statutory deadline: %(day)s.") % {"day": wording.day(promises.statutory.due_on)})
    return " ".join(said)
