"""The tickets of a desk, gathered by why they need a move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.promises.queries import outlooks
from ambasador.tickets.models import Attention, PartyKind, Ticket
from ambasador.web import shown, wording
from ambasador.web.shapes import Group, Link
from ambasador.web.shown import Seen

AT_MOST, SHOWN = 200, 15


@dataclass(frozen=True)
class Why:
    """A reason for a move, with the test that puts a ticket under it; the first reason that fits wins."""

    key: str
    title: object
    icon: str
    tone: str
    fits: Callable[[Seen], bool]
    sub: object = ""


def _calls(*reasons: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.ticket.attention in reasons


WHYS = [
    Why("replied", gettext_lazy("The customer replied"), "chat", "act", _calls(Attention.CUSTOMER_REPLIED)),
    Why("undelivered", gettext_lazy("A message was not delivered"), "mail", "bad", _calls(Attention.UNDELIVERED)),
    Why(
        "answered",
        gettext_lazy("A department answered"),
        "dept",
        "dept",
        _calls(Attention.UNIT_ANSWERED),
        gettext_lazy("tell the customer"),
    ),
    Why("asked", gettext_lazy("A department asks back"), "dept", "dept", _calls(Attention.UNIT_ASKED)),
    Why("other_date", gettext_lazy("Another date was proposed"), "plan", "dept", _calls(Attention.OTHER_DATE)),
    Why("came_back", gettext_lazy("A task came back"), "undo", "dept", _calls(Attention.NOT_OURS)),
    Why("new", gettext_lazy("New"), "inbox", "act", _calls(Attention.NEW)),
    Why("late", gettext_lazy("Late"), "flag", "bad", lambda seen: seen.is_late),
    Why("risk", gettext_lazy("The promised time is at risk"), "warn", "risk", lambda seen: seen.is_at_risk, gettext_lazy("risk above 50%")),
    Why("obstacle", gettext_lazy("Obstacle"), "pause", "wait", lambda seen: seen.has_obstacle),
    Why("mine", gettext_lazy("Your step"), "user", "act", lambda seen: seen.ticket.party_kind == PartyKind.OWNER),
    Why("calm", gettext_lazy("Waiting for others, all in time"), "chev", "wait", lambda seen: True),
]


@dataclass(frozen=True)
class Desk:
    groups: Sequence[Group]
    mine: int
    calm: int
    first: Seen | None


def open_tickets(by: User) -> QuerySet[Ticket]:
    loaded = door.visible(Ticket.objects.open(), by.actor)
    return loaded.select_related("customer", "owner", "queue", "current_step", "party_unit")


def seen_tickets(tickets: Sequence[Ticket], *, reader: User, at: datetime) -> list[Seen]:
    """The tickets with their outlooks; two queries however many."""
    known = outlooks(tickets, at=at)
    return [Seen(ticket, known.get(ticket.id), at, reader) for ticket in tickets]


def desk_of(tickets: QuerySet[Ticket], *, reader: User, at: datetime, all_at: str, chosen: int | None = None) -> Desk:
    """
    At most 200 tickets: those that call for attention first, the longest waiting at the top of each group.

    Of a group the first 15 are shown, and the chosen one; a link to the list at `all_at` leads to the others.
    """
    found = list(tickets.order_by("attention_since", "id")[:AT_MOST])
    gathered: dict[str, list[Seen]] = {}
    for seen in seen_tickets(found, reader=reader, at=at):
        why = next(why for why in WHYS if why.fits(seen))
        gathered.setdefault(why.key, []).append(seen)
    ordered = [seen for why in WHYS for seen in gathered.get(why.key, [])]
    first = next((seen for seen in ordered if seen.ticket.number == chosen), ordered[0] if ordered else None)
    groups = [_group(why, gathered[why.key], first, all_at) for why in WHYS if why.key in gathered]
    calm = len(gathered.get("calm", []))
    return Desk(groups, len(found) - calm, calm, first)


def _group(why: Why, tickets: list[Seen], first: Seen | None, all_at: str) -> Group:
    sub = str(why.sub)
    since = [seen.ticket.attention_since for seen in tickets if seen.ticket.attention and seen.ticket.attention_since]
    if since and not sub:
        sub = _("longest waiting: %(duration)s") % {"duration": wording.duration(tickets[0].at - min(since))}
    rest = len(tickets) - SHOWN
    more = Link(ngettext("%(count)s more on the list", "%(count)s more on the list", rest) % {"count": rest}, all_at) if rest > 0 else None
    return Group(
        id=f"group-{why.key}",
        title=str(why.title),
        icon=why.icon,
        tone=why.tone,
        rows=[shown.row(seen, is_current=seen is first) for number, seen in enumerate(tickets) if number < SHOWN or seen is first],
        count=len(tickets),
        sub=sub,
        is_folded=why.key == "calm",
        more=more,
    )
