"""The tickets of a desk, gathered by why they need a move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.promises.queries import OF_OUTLOOK, Outlook, outlooks, read_outlooks, with_standing_promise
from ambasador.tickets.models import Attention, PartyKind, Ticket
from ambasador.web import shown, wording
from ambasador.web.shapes import Group, Link
from ambasador.web.shown import Seen

AT_MOST, SHOWN, SHOWN_FOLDED = 200, 10, 5
FOR_GROUPS = ("number", "attention", "attention_since", "party_kind", "owner_id", "queue_due_at", "obstacles_open")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of an open ticket, what tells its group: little more than numbers, for all those of a desk are looked at."""

    id: int
    number: int
    attention: str
    attention_since: datetime | None
    party_kind: str
    is_late: bool
    is_at_risk: bool
    has_obstacle: bool


@dataclass(frozen=True)
class Why:
    """A reason for a move, with the test that puts a ticket under it; the first reason that fits wins."""

    key: str
    title: object
    icon: str
    tone: str
    fits: Callable[[Waiting], bool]
    sub: object = ""
    is_folded: bool = False

    @property
    def shown(self) -> int:
        return SHOWN_FOLDED if self.is_folded else SHOWN


def _calls(*reasons: str) -> Callable[[Waiting], bool]:
    return lambda one: one.attention in reasons


WHYS = [
    Why("replied", gettext_lazy("The customer replied"), "chat", "act", _calls(Attention.CUSTOMER_REPLIED)),
    Why("call_missed", gettext_lazy("A call was missed"), "phone", "act", _calls(Attention.CALL_MISSED), gettext_lazy("call back")),
    Why("undelivered", gettext_lazy("A message was not delivered"), "mail", "bad", _calls(Attention.UNDELIVERED)),
    Why(
        "answered",
        gettext_lazy("A department answered"),
        "dept",
        "dept",
        _calls(Attention.UNIT_ANSWERED),
        gettext_lazy("tell the customer"),
    ),
    Why("rejected", gettext_lazy("Consent was refused"), "flag", "bad", _calls(Attention.REJECTED), gettext_lazy("decide what next")),
    Why("action_failed", gettext_lazy("The program could not do a step"), "gear", "bad", _calls(Attention.ACTION_FAILED)),
    Why("asked", gettext_lazy("A department asks back"), "dept", "dept", _calls(Attention.UNIT_ASKED)),
    Why("other_date", gettext_lazy("Another date was proposed"), "plan", "dept", _calls(Attention.OTHER_DATE)),
    Why("data_missing", gettext_lazy("Data is missing"), "warn", "risk", _calls(Attention.DATA_MISSING), gettext_lazy("ask or write it down")),
    Why("no_answer", gettext_lazy("The customer does not answer"), "users", "wait", _calls(Attention.NO_ANSWER)),
    Why("task_late", gettext_lazy("A task is late"), "flag", "bad", _calls(Attention.LATE)),
    Why("came_back", gettext_lazy("A task came back"), "undo", "dept", _calls(Attention.NOT_OURS)),
    Why("not_accepted", gettext_lazy("Nobody accepted the hand-over"), "users", "risk", _calls(Attention.OFFER_EXPIRED)),
    Why("new", gettext_lazy("New"), "inbox", "act", _calls(Attention.NEW)),
    Why("late", gettext_lazy("Late"), "flag", "bad", lambda one: one.is_late),
    Why("risk", gettext_lazy("The promised time is at risk"), "warn", "risk", lambda one: one.is_at_risk, gettext_lazy("risk above 50%")),
    Why("obstacle", gettext_lazy("Obstacle"), "pause", "wait", lambda one: one.has_obstacle),
    Why("mine", gettext_lazy("Your step"), "user", "act", lambda one: one.party_kind == PartyKind.OWNER),
    Why("calm", gettext_lazy("Waiting for others, all in time"), "chev", "wait", lambda one: True, is_folded=True),
]


@dataclass(frozen=True)
class Desk:
    groups: Sequence[Group]
    mine: int
    calm: int
    first: Seen | None


def open_tickets(by: User) -> QuerySet[Ticket]:
    return shown.with_shown(door.visible(Ticket.objects.open(), by.actor))


def seen_tickets(tickets: Sequence[Ticket], *, reader: User, at: datetime) -> list[Seen]:
    """The tickets with their outlooks; one query however many."""
    known = outlooks(tickets, at=at)
    return [Seen(ticket, known.get(ticket.id), at, reader) for ticket in tickets]


def desk_of(tickets: QuerySet[Ticket], *, reader: User, at: datetime, all_at: str, chosen: int | None = None) -> Desk:
    """
    At most 200 tickets: those that call for attention first, the longest waiting at the top of each group.

    Of a group the first 10 are shown, of a folded one 5, and the chosen one; a link to the list at `all_at` leads to the others. All are looked at for
    the groups, with little more than numbers; only those shown are loaded whole.
    """
    found, known = _all_waiting(tickets, at)
    gathered: dict[Why, list[Waiting]] = {}
    for one in sorted(found, key=lambda one: not one.attention):
        why = next(why for why in WHYS if why.fits(one))
        gathered.setdefault(why, []).append(one)
    gathered = {why: gathered[why] for why in WHYS if why in gathered}
    ordered = [one for some in gathered.values() for one in some]
    first = next((one for one in ordered if one.number == chosen), ordered[0] if ordered else None)
    shown_ids = [one.id for why, some in gathered.items() for place, one in enumerate(some) if place < why.shown or one is first]
    loaded = tickets.filter(id__in=shown_ids)  # one closed or gone meanwhile is not shown
    whole = {ticket.id: Seen(ticket, known.get(ticket.id), at, reader) for ticket in loaded}
    opened = whole.get(first.id) if first else None
    groups = [_group(why, some, [whole[one.id] for one in some if one.id in whole], opened, all_at, at) for why, some in gathered.items()]
    calm = sum(len(some) for why, some in gathered.items() if why.is_folded)
    return Desk(groups, len(found) - calm, calm, opened)


def _all_waiting(tickets: QuerySet[Ticket], at: datetime) -> tuple[list[Waiting], dict[int, Outlook]]:
    """Those that call for attention first, the longest waiting at the top, and the outlooks of all; one query."""
    read = with_standing_promise(tickets.select_related(None).order_by("attention_since", "id"))
    rows = list(read.values_list(*OF_OUTLOOK, *FOR_GROUPS)[:AT_MOST])
    known = read_outlooks(rows, at=at)
    found = []
    for row in rows:
        number, attention, since, party_kind, owner, queue_due_at, obstacles = row[len(OF_OUTLOOK) :]
        outlook = known.get(row[0])
        is_late = at > queue_due_at if owner is None and queue_due_at else bool(outlook and outlook.is_late)
        found.append(Waiting(row[0], number, attention, since, party_kind, is_late, bool(outlook and outlook.risk >= shown.AT_RISK), obstacles > 0))
    return found, known


def _group(why: Why, waiting: list[Waiting], rows: list[Seen], first: Seen | None, all_at: str, at: datetime) -> Group:
    sub = str(why.sub)
    since = [one.attention_since for one in waiting if one.attention and one.attention_since]
    if since and not sub:
        sub = _("longest waiting: %(duration)s") % {"duration": wording.duration(at - min(since))}
    rest = len(waiting) - why.shown
    more = Link(ngettext("%(count)s more on the list", "%(count)s more on the list", rest) % {"count": rest}, all_at) if rest > 0 else None
    return Group(
        id=f"group-{why.key}",
        title=str(why.title),
        icon=why.icon,
        tone=why.tone,
        rows=[shown.row(seen, is_current=bool(first and seen.ticket.id == first.ticket.id)) for seen in rows],
        count=len(waiting),
        sub=sub,
        is_folded=why.is_folded,
        more=more,
    )
