"""
How a ticket looks everywhere: its ring, state, row and bond, made from the ticket and its outlook.

The tickets come loaded by `with_shown`; nothing here asks the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ambasador.accounts.models import User
from ambasador.procedures.models import ProcedureVersion
from ambasador.promises.queries import Outlook
from ambasador.tickets.models import PartyKind, Step, Ticket
from ambasador.web import wording
from ambasador.web.geometry import pips
from ambasador.web.shapes import Bond, Cell, Link, Ring, Row, State

RISKY, AT_RISK = 0.2, 0.5
# of a ticket and those around it, what a row shows: a list that reads more is slower than its database
SHOWN = (
    "number", "subject", "language", "version_id", "opened_at", "closed_at", "queued_at", "queue_due_at", "attention", "attention_since", "steps_total",
    "steps_done", "party_kind", "party_since", "obstacles_open", "last_message_at", "closing_reason",
    "customer__name", "customer__language", "owner__name", "queue__name", "current_step__name", "current_step__name_en", "current_step__due_at",
    "party_unit__name", "party_unit__name_en",
)  # fmt: skip
PARTY_ICONS = {
    "queue": "door",
    "owner": "user",
    "department": "dept",
    "partner": "partner",
    "customer": "user",
    "system": "gear",
    "closed": "check",
}


def with_shown(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets with all that rows and previews show of them, and no more."""
    return tickets.select_related("customer", "owner", "queue", "current_step", "party_unit").only(*SHOWN)


@dataclass(frozen=True)
class Seen:
    """A ticket with its outlook, as one reader sees it at a moment."""

    ticket: Ticket
    outlook: Outlook | None
    at: datetime
    reader: User

    @property
    def is_late(self) -> bool:
        if self.ticket.owner_id is None and self.ticket.queue_due_at and not self.ticket.is_closed:
            return self.at > self.ticket.queue_due_at
        return bool(self.outlook and self.outlook.is_late)

    @property
    def is_at_risk(self) -> bool:
        return bool(self.outlook and self.outlook.risk >= AT_RISK)

    @property
    def is_paused(self) -> bool:
        return not self.ticket.is_closed and self.ticket.party_kind == PartyKind.CUSTOMER

    @property
    def has_obstacle(self) -> bool:
        return self.ticket.obstacles_open > 0


def url_of(ticket: Ticket) -> str:
    return reverse("web:ticket", args=[ticket.number])


def state(seen: Seen) -> State:
    """In time, at risk, late or paused: one word, one tone, one icon."""
    ticket, outlook = seen.ticket, seen.outlook
    if ticket.is_closed:
        return _closed_state(outlook)
    if ticket.owner_id is None:
        return State(_("queue clock"), "bad" if seen.is_late else "risk", "clock")
    if outlook is None:
        return State(_("no promise yet"), "", "")
    if seen.is_late:
        late = wording.duration(seen.at - outlook.promise.to_at)
        return State(_("%(duration)s late") % {"duration": late}, "bad", "flag")
    if seen.is_paused:
        return State(_("since %(moment)s") % {"moment": wording.moment(ticket.party_since)}, "wait", "pause")
    percent = {"percent": round(outlook.risk * 100)}
    if outlook.risk >= RISKY:
        return State(_("risk %(percent)s%%") % percent, "risk", "warn")
    return State(_("in time, risk %(percent)s%%") % percent, "ok", "check")


def _closed_state(outlook: Outlook | None) -> State:
    if outlook and outlook.is_late:
        return State(_("closed late"), "bad", "flag")
    return State(_("closed"), "ok", "check")


def ring(seen: Seen) -> Ring:
    """No owner yet: a question mark and the share of the queue's clock."""
    ticket = seen.ticket
    if ticket.owner:
        return Ring(ticket.owner.initials, round(seen.outlook.share_elapsed * 100) if seen.outlook else 0, state(seen).tone)
    share = 0
    if ticket.queued_at and ticket.queue_due_at:
        whole = (ticket.queue_due_at - ticket.queued_at) / timedelta(seconds=1)
        share = round((seen.at - ticket.queued_at) / timedelta(seconds=1) / whole * 100) if whole > 0 else 100
    return Ring("?", share, state(seen).tone)


def party(seen: Seen) -> str:
    """Who has it now: "you", a unit, the customer."""
    ticket = seen.ticket
    if ticket.party_unit:
        return ticket.party_unit.shown_name
    if ticket.party_kind == PartyKind.OWNER and ticket.owner:
        return _("you") if ticket.owner_id == seen.reader.id else ticket.owner.short_name
    return str(PartyKind(ticket.party_kind).label)


def party_for(seen: Seen) -> str:
    return wording.duration(seen.at - seen.ticket.party_since)


def promise(seen: Seen) -> str:
    ticket = seen.ticket
    if ticket.is_closed and ticket.closed_at:
        return wording.moment(ticket.closed_at)
    if ticket.owner_id is None and ticket.queue_due_at:
        return wording.until(ticket.queue_due_at)
    if seen.is_paused and not seen.is_late:
        return _("our clock is paused")
    return wording.date_range(seen.outlook.promise.from_at, seen.outlook.promise.to_at) if seen.outlook else ""


def step_name(step: Step) -> str:
    return step.name_for(wording.language())


def procedure_name(version: ProcedureVersion) -> str:
    """The name of a version's procedure, loaded with it."""
    procedure = version.procedure
    return procedure.name_en if get_language() == "en" and procedure.name_en else procedure.name


def row(seen: Seen, *, is_current: bool = False) -> Row:
    ticket = seen.ticket
    stands_in = ticket.owner_id not in (None, seen.reader.id) and ticket.owner
    return Row(
        id=f"row-{ticket.number}",
        url=url_of(ticket),
        name=ticket.customer.name,
        number=f"#{ticket.number}",
        subject=ticket.subject,
        ring=ring(seen),
        pips=pips(ticket.steps_done, ticket.steps_total, is_open=not ticket.is_closed),
        pips_say=_("step %(number)s of %(total)s")
        % {"number": min(ticket.steps_done + 1, ticket.steps_total), "total": ticket.steps_total},
        step=step_name(ticket.current_step) if ticket.current_step else "",
        waits=f"{party(seen)} · {party_for(seen)}",
        waits_icon=PARTY_ICONS[ticket.party_kind],
        promise=promise(seen),
        state=state(seen),
        beside_number=_("for: %(name)s") % {"name": stands_in.name} if stands_in else "",
        preview_url=reverse("web:desk_preview", args=[ticket.number]),
        is_unread=bool(ticket.attention),
        is_current=is_current,
    )


def bond(
    seen: Seen,
    *,
    owned_since: datetime | None,
    rest: Sequence[Cell] = (),
    is_compact: bool = False,
    changes: int = 0,
    link: Link | None = None,
    live: bool = True,
) -> Bond:
    """`owned_since` is when the present owner began; None when there is none."""
    ticket = seen.ticket
    return Bond(
        ring=ring(seen),
        owner=_owner_cell(seen, owned_since, link),
        promise=_promise_cell(seen, changes),
        rest=rest,
        is_compact=is_compact,
        live=f"ticket:{ticket.id}" if live else "",
        refresh_url=reverse("web:ticket_bond", args=[ticket.number]) if live else "",
        id="bond" if live else "preview-bond",
    )


def _owner_cell(seen: Seen, owned_since: datetime | None, link: Link | None) -> Cell:
    ticket = seen.ticket
    if ticket.owner and owned_since:
        note = _("looks after it for %(duration)s") % {"duration": wording.duration(seen.at - owned_since)}
        return Cell(_("Owner"), ticket.owner.name, note, link=link)
    return Cell(_("Owner"), _("Queue: %(name)s") % {"name": ticket.queue}, _("no owner yet"), link=link)


def _promise_cell(seen: Seen, changes: int) -> Cell | None:
    ticket, outlook = seen.ticket, seen.outlook
    if ticket.is_closed:
        return Cell(_("Closed"), promise(seen), "", state(seen))
    if ticket.owner_id is None:
        return Cell(_("Owner at the latest"), promise(seen), "", state(seen))
    if outlook is None:
        return None
    label = _("Promised time")
    if changes:
        label = _("Promised time · changed %(times)s×") % {"times": changes}
    likely = _("most likely %(moment)s") % {"moment": wording.moment(outlook.promise.likely_at)}
    return Cell(label, wording.date_range(outlook.promise.from_at, outlook.promise.to_at), likely, state(seen))
