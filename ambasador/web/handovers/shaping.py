"""The tickets of one person with whom they could go to, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.accounts import door
from ambasador.accounts.models import Leaving, User
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.tickets.agents import Board
from ambasador.tickets.models import Handover, Ownership, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.verbs import Outcome
from ambasador.web import shown, wording
from ambasador.web.paging import page_of
from ambasador.web.shapes import Pager, State

LOADED = ("customer", "owner", "version__procedure")
WORKING_DAY = 8


@dataclass(frozen=True)
class TicketRow:
    """A ticket that can be offered; `offered` names who has not answered yet, `to` and `to_says` the person who would best take it."""

    ticket: Ticket
    url: str
    procedure: str
    offered: str = ""
    to: int | None = None
    to_says: str = ""
    to_why: str = ""


def open_tickets_of(owner: User, *, by: Actor) -> QuerySet[Ticket]:
    return door.visible(Ticket.objects.open().filter(owner=owner), by)


def rows_of(owner: User, request: HttpRequest, *, by: Actor) -> tuple[list[TicketRow], Pager]:
    """A page of the owner's open tickets with a receiver for each: the loads grow as they are given out. Eight queries, whatever the number."""
    page = page_of(open_tickets_of(owner, by=by).select_related(*LOADED), request)
    offers = door.visible(Handover.objects, by).filter(ticket__in=list(page.rows), state=HandoverState.OFFERED).select_related("to_user")
    offered = {offer.ticket_id: offer.to_user.name for offer in offers}
    board = Board(clock.now())
    receivers = {ticket.id: board.receiver_for(ticket) for ticket in page.rows if ticket.id not in offered}
    people = door.visible(User.objects, by).in_bulk([user for user in set(receivers.values()) if user])
    rows = []
    for ticket in page.rows:
        to = people.get(receivers.get(ticket.id) or 0)
        procedure = shown.procedure_name(ticket.version) if ticket.version else ""
        row = TicketRow(ticket, shown.url_of(ticket), procedure, offered.get(ticket.id, ""))
        rows.append(replace(row, to=to.id, to_says=to.name, to_why=_load(board, to)) if to else row)
    return rows, page.pager


def _load(board: Board, user: User) -> str:
    agent = board.agents[user.id]
    return _("will have %(duration)s of work") % {"duration": hours(agent.load_minutes)}


def hours(minutes: int) -> str:
    return wording.duration(timedelta(minutes=minutes), hours_a_day=WORKING_DAY)


def offers_to(user: User) -> Sequence[Handover]:
    """What the person was offered and has not answered, the oldest first; at most 200."""
    offers = door.visible(Handover.objects, user.actor).filter(to_user=user, state=HandoverState.OFFERED)
    return list(offers.select_related("ticket__customer", "from_user", "to_user").order_by("id")[:200])


@dataclass(frozen=True)
class Result:
    ticket: Ticket
    url: str
    state: State


def results_of(outcomes: Iterable[Outcome], *, done: str) -> list[Result]:
    """`done` says what was done, with the receiver's `name`."""
    return [_result(outcome, done) for outcome in outcomes]


def _result(outcome: Outcome, done: str) -> Result:
    if outcome.refusal:
        return Result(outcome.ticket, shown.url_of(outcome.ticket), State(outcome.refusal, "bad", "x"))
    return Result(outcome.ticket, shown.url_of(outcome.ticket), State(done % {"name": outcome.to.name}, "ok", "check"))


@dataclass(frozen=True)
class Progress:
    """How far the leaving of somebody is: tickets left, of them offered, and given into other hands since it was begun."""

    user: User
    leaving: Leaving
    open: int
    offered: int
    gone: int

    @property
    def share(self) -> int:
        whole = self.open + self.gone
        return 100 if not whole else round(self.gone * 100 / whole)

    @property
    def says(self) -> str:
        left = ngettext("%(n)s ticket left", "%(n)s tickets left", self.open) % {"n": self.open}
        return _("%(left)s, %(offered)s offered, %(gone)s in other hands") % {"left": left, "offered": self.offered, "gone": self.gone}

    @property
    def is_over(self) -> bool:
        return self.open == 0


def progress_of(leavings: Iterable[Leaving], *, by: Actor) -> list[Progress]:
    """Three queries however many leave."""
    rows = list(leavings)
    users = [leaving.user_id for leaving in rows]
    tickets = door.visible(Ticket.objects.open().filter(owner__in=users), by).order_by()
    left = dict(tickets.values_list("owner").annotate(n=Count("id")))
    standing = door.visible(Handover.objects.filter(ticket__owner__in=users, state=HandoverState.OFFERED), by).order_by()
    offered = dict(standing.values_list("ticket__owner").annotate(n=Count("id")))
    gone: dict[int, int] = {}
    begun = {leaving.user_id: leaving.begun_at for leaving in rows}
    ended = door.visible(Ownership.objects, by).filter(owner__in=users, to_at__gte=min(begun.values(), default=clock.now()))
    for owner, to_at in ended.values_list("owner", "to_at"):
        gone[owner] = gone.get(owner, 0) + bool(to_at and to_at >= begun[owner])
    return [
        Progress(row.user, row, left.get(row.user_id, 0), offered.get(row.user_id, 0), gone.get(row.user_id, 0)) for row in rows
    ]
