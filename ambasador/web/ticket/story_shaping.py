"""What the story of a case holds: who looked after it, every step with its answer, how long each party had it, what was promised and kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.directory.models import Person, Unit
from ambasador.journal.actors import Actor
from ambasador.promises.models import Promise
from ambasador.tickets.events import TicketClosed
from ambasador.tickets.models import Ownership, PartyKind, Step, StepState, Ticket
from ambasador.tickets.queries import events_of, minutes_per_party, newest_follower
from ambasador.web import wording
from ambasador.web.shapes import Fact, State
from ambasador.web.shown import procedure_name, step_name, url_of
from ambasador.web.ticket.route_shaping import WORKING_DAY, Hours, Promises, performer_name, spent
from ambasador.web.ticket.shaping import promises_of, steps_of

STATES = {StepState.DONE: ("ok", "check"), StepState.SKIPPED: ("wait", "x"), StepState.PLANNED: ("", "clock")}
CUSTOMERS_WORDS = 2000


@dataclass(frozen=True)
class StoryStep:
    """`lines` are further facts under the step: what was asked, answered, told to the customer."""

    number: int
    name: str
    who: str
    when: str
    took: str
    state: State
    lines: Sequence[Fact]


@dataclass(frozen=True)
class StoryRow:
    """A row of a small table: what, a value, a note, and perhaps a state."""

    name: str
    value: str
    note: str = ""
    state: State | None = None


@dataclass(frozen=True)
class Story:
    title: str
    subject: str
    facts: Sequence[Fact]
    asked: str
    solution: str
    steps: Sequence[StoryStep]
    parties: Sequence[StoryRow]
    promises: Sequence[StoryRow]
    owners: Sequence[StoryRow]
    deviations: Sequence[StoryRow]


def story_of(ticket: Ticket, *, by: Actor, at: datetime) -> Story:
    """Fourteen queries, whatever happened; the deviations are the first hundred."""
    steps = steps_of(ticket, by=by)
    promises = promises_of(ticket, steps)
    first = ticket.messages.filter(direction="in", is_verified=True).order_by("id").values_list("text", flat=True).first()
    return Story(
        title=f"#{ticket.number}",
        subject=ticket.subject,
        facts=_facts(ticket, promises),
        asked=(first or "")[:CUSTOMERS_WORDS],
        solution=_solution(ticket),
        steps=_steps(ticket, steps, by=by, at=at),
        parties=_parties(ticket, by=by, at=at),
        promises=_promises(ticket, promises, at=at),
        owners=_owners(ticket, by=by),
        deviations=_deviations(ticket),
    )


def _facts(ticket: Ticket, promises: Promises) -> list[Fact]:
    facts = [Fact(_("Customer"), ticket.customer.name)]
    if ticket.version:
        facts.append(Fact(_("Procedure"), f"{procedure_name(ticket.version)} · v{ticket.version.number}"))
    facts.append(Fact(_("Opened"), wording.moment(ticket.opened_at)))
    if ticket.closed_at:
        whole = wording.duration(ticket.closed_at - ticket.opened_at)
        facts += [Fact(_("Closed"), wording.moment(ticket.closed_at)), Fact(_("How it ended"), ticket.get_closing_reason_display())]
        facts.append(Fact(_("From opening to closing"), whole))
    if ticket.reopened_count:
        facts.append(Fact(_("Opened again"), f"{ticket.reopened_count}×"))
    if promises.statutory:
        facts.append(Fact(_("Statutory deadline"), wording.day(promises.statutory.due_on)))
    links = ticket.ticket_links.select_related("other").order_by("id")
    facts += [Fact(_("Follows"), f"#{link.other.number}", url=url_of(link.other)) for link in links]
    follower = newest_follower(ticket) if ticket.is_closed else None
    return facts + ([Fact(_("Goes on in"), f"#{follower.number}", url=url_of(follower))] if follower else [])


def _solution(ticket: Ticket) -> str:
    """The sentence written at the last closing."""
    closing = events_of(ticket).filter(kind=TicketClosed.kind).last() if ticket.is_closed else None
    return str(closing.data.get("sentence", "")) if closing else ""


def _steps(ticket: Ticket, steps: Sequence[Step], *, by: Actor, at: datetime) -> list[StoryStep]:
    hours, names = Hours(), _Names(steps, by)
    return [
        StoryStep(
            number=number,
            name=step_name(step),
            who=names.who(step, ticket),
            when=_when(step),
            took=_took(step, hours, at),
            state=State(str(step.get_state_display()), *STATES.get(StepState(step.state), ("act", "clock"))),
            lines=_lines(step),
        )
        for number, step in enumerate(steps, 1)
    ]


class _Names:
    """Who answered the steps; a query for people and one for users, as far as there are any."""

    def __init__(self, steps: Iterable[Step], by: Actor) -> None:
        acting: dict[str, set[int]] = {"person": set(), "user": set()}
        for step in steps:
            if step.answered_by_kind in acting and step.answered_by_id:
                acting[step.answered_by_kind].add(step.answered_by_id)
        self.known = {
            "person": {row.id: row.name for row in door.visible(Person.objects, by).filter(id__in=acting["person"])},
            "user": {row.id: row.name for row in door.visible(User.objects, by).filter(id__in=acting["user"])},
        }

    def who(self, step: Step, ticket: Ticket) -> str:
        name = self.known.get(step.answered_by_kind, {}).get(step.answered_by_id or 0) or (step.assignee.name if step.assignee else "")
        place = step.unit.shown_name if step.unit else performer_name(step, ticket)
        return f"{place} · {name}" if name else place


def _when(step: Step) -> str:
    if step.started_at is None:
        return ""
    ends = wording.moment(step.finished_at) if step.finished_at else _("still going on")
    return f"{wording.moment(step.started_at)} – {ends}"


def _took(step: Step, hours: Hours, at: datetime) -> str:
    if step.started_at is None:
        return ""
    standard = wording.duration(timedelta(minutes=step.standard_minutes), hours_a_day=WORKING_DAY)
    took = wording.duration(spent(step, hours, step.finished_at or at), hours_a_day=WORKING_DAY)
    return _("%(took)s, standard %(standard)s") % {"took": took, "standard": standard}


def _lines(step: Step) -> list[Fact]:
    chosen = step.answer_for(wording.language())
    answer = "\n".join(part for part in (chosen, step.answer_text) if part)
    lines = [(_("Asked"), step.question), (_("Answer"), answer), (_("Told to the customer"), step.answer_public)]
    return [Fact(label, value) for label, value in lines if value]


def _parties(ticket: Ticket, *, by: Actor, at: datetime) -> list[StoryRow]:
    """How long each party had the case until it was closed; together it is the whole time. [N8]"""
    spent_by = {key: length for key, length in minutes_per_party(ticket, at=ticket.closed_at or at).items() if key[0] != PartyKind.CLOSED}
    units = door.visible(Unit.objects, by).in_bulk([number for kind, number in spent_by if kind in ("department", "partner") and number])
    users = door.visible(User.objects, by).in_bulk([number for kind, number in spent_by if kind == "owner" and number])
    whole = sum(spent_by.values(), timedelta()) or timedelta(minutes=1)
    rows = []
    for (kind, number), length in sorted(spent_by.items(), key=lambda pair: -pair[1]):
        unit, user = units.get(number or 0), users.get(number or 0)
        is_unit = kind in ("department", "partner")
        name = unit.shown_name if is_unit and unit else user.name if kind == "owner" and user else str(PartyKind(kind).label)
        rows.append(StoryRow(name, wording.duration(length), wording.saying().percent(length / whole)))
    return rows


def _promises(ticket: Ticket, promises: Promises, *, at: datetime) -> list[StoryRow]:
    """Each time the customer was told, and of the first and the last one whether it was kept."""
    until = ticket.closed_at or at
    judged = {promise.id for promise in (*promises.all[:1], *promises.all[-1:])} if ticket.closed_at else set()
    return [
        StoryRow(
            wording.moment(promise.made_at),
            wording.date_range(promise.from_at, promise.to_at),
            _("because of: %(step)s") % {"step": step_name(promise.reason_step)} if promise.reason_step else "",
            _kept(promise, until) if promise.id in judged else None,
        )
        for promise in promises.all
    ]


def _kept(promise: Promise, until: datetime) -> State:
    if until <= promise.to_at:
        return State(_("kept"), "ok", "check")
    return State(_("broken by %(duration)s") % {"duration": wording.duration(until - promise.to_at)}, "bad", "flag")


def _owners(ticket: Ticket, *, by: Actor) -> list[StoryRow]:
    rows = door.visible(Ownership.objects, by).filter(ticket=ticket).select_related("owner").order_by("from_at", "id")
    return [
        StoryRow(
            row.owner.name,
            f"{wording.moment(row.from_at)} – {wording.moment(row.to_at) if row.to_at else _('to the end') if ticket.is_closed else _('now')}",
            str(row.get_basis_display()) if row.handover_id is None and row.basis != "takeover" else f"{row.get_basis_display()}: {row.reason}",
        )
        for row in rows
    ]


def _deviations(ticket: Ticket) -> list[StoryRow]:
    rows = ticket.deviations.select_related("step").order_by("id")[:100]
    return [
        StoryRow(
            str(row.get_kind_display()),
            step_name(row.step) if row.step else "",
            ". ".join(part for part in (str(row.get_reason_display()), row.sentence) if part),
        )
        for row in rows
    ]
