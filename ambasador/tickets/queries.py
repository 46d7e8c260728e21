"""Questions about tickets. Lists are bounded and take a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from ambasador.journal.models import Event
from ambasador.lib import tokens
from ambasador.procedures.models import ProcedureVersion
from ambasador.tickets.conformance import Standard
from ambasador.tickets.events import RouteLaid
from ambasador.tickets.fold import FoldedTurn, Row
from ambasador.tickets.models import CaseLink, LinkKind, Ownership, Step, TaskLink, Ticket, Turn
from ambasador.tickets.moving_events import MovedToVersion
from ambasador.tickets.route import Party

REOPENS_DAYS = 30


def has_standing_owner(ticket: Ticket) -> bool:
    """Whether its owner still works in the contact centre; also true for a ticket without one, which has a queue to go back to."""
    return ticket.owner is None or (ticket.owner.is_active and ticket.owner.is_centre)


def reopens(ticket: Ticket, *, at: datetime) -> bool:
    """Whether a reply of the customer opens the closed ticket again: in the time its procedure gives, while its owner is still there. [O7]"""
    days = ticket.version.reopens_days if ticket.version else REOPENS_DAYS
    is_in_time = ticket.closed_at is None or at - ticket.closed_at <= timedelta(days=days)
    return is_in_time and has_standing_owner(ticket)


def newest_follower(ticket: Ticket) -> Ticket | None:
    """The newest ticket that follows this one; one query."""
    found = Ticket.objects.filter(ticket_links__other=ticket, ticket_links__kind=LinkKind.FOLLOWS)
    return found.select_related("owner", "version").order_by("-id").first()


def with_owned_since(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets with what `owned_since` says, loaded with them."""
    standing = Ownership.objects.filter(ticket=OuterRef("pk"), to_at=None).values("from_at")
    return tickets.annotate(loaded_owned_since=Subquery(standing))


def owned_since(ticket: Ticket) -> datetime | None:
    """When its present owner began to answer for the ticket; None without one. One query, none after `with_owned_since`."""
    if hasattr(ticket, "loaded_owned_since"):
        return cast(datetime | None, ticket.loaded_owned_since)
    return Ownership.objects.filter(ticket=ticket, to_at=None).values_list("from_at", flat=True).first()


def open_step_of(link_token: str) -> TaskLink | None:
    """The task link behind a token, or None when the token is forged, or the link closed or unknown. Expiry is for the caller to tell."""
    number = tokens.read_signed("task", link_token, key=settings.SECRET_KEY)
    if number is None:
        return None
    return TaskLink.objects.select_related("step__ticket", "unit", "person").filter(pk=number).first()


def case_of(link_token: str) -> CaseLink | None:
    """The case link behind a token, or None when it is forged or unknown."""
    number = tokens.read_signed("case", link_token, key=settings.SECRET_KEY)
    if number is None:
        return None
    return CaseLink.objects.select_related("ticket__owner", "customer").filter(pk=number).first()


def standing_case_links(at: datetime) -> QuerySet[CaseLink]:
    """Links that still open their case: neither closed nor expired, of the customer whose case it is."""
    return CaseLink.objects.filter(closed_at=None, expires_at__gt=at, customer_id=F("ticket__customer_id"))


def standing_task_links(at: datetime) -> QuerySet[TaskLink]:
    """Links that still open their task: neither closed nor expired, of a unit that has the task and a person who is still there."""
    own = TaskLink.objects.filter(closed_at=None, expires_at__gt=at, unit_id=F("step__unit_id"))
    return own.filter(Q(person=None) | Q(person__is_active=True, person__unit_id=F("unit_id")))


def events_of(ticket: Ticket) -> QuerySet[Event]:
    return Event.objects.filter(subject_kind="ticket", subject_id=ticket.id).order_by("id")


def standards_of(events: Iterable[Row]) -> dict[int, Standard]:
    """The versions whose routes were laid in these events, as conformance wants them; one query."""
    laid = {data["version"] for _at, kind, data in events if kind in (RouteLaid.kind, MovedToVersion.kind) and data["version"]}
    versions = ProcedureVersion.objects.filter(id__in=laid).values_list("id", "procedure_id", "procedure__is_default")
    return {version: Standard(procedure, is_default) for version, procedure, is_default in versions}


def stored_turns(ticket: Ticket) -> list[FoldedTurn]:
    return [
        FoldedTurn(Party(turn.party_kind, turn.user_id, turn.unit_id, turn.step_id), turn.from_at, turn.to_at)
        for turn in Turn.objects.filter(ticket=ticket).order_by("from_at", "id")
    ]


def minutes_per_party(ticket: Ticket, *, at: datetime) -> dict[tuple[str, int | None], timedelta]:
    """
    How long each party had the ticket until `at`, by (kind, unit or user id). The sum is the time since opening, to the microsecond
    [N8].
    """
    spent: dict[tuple[str, int | None], timedelta] = {}
    for turn in stored_turns(ticket):
        key = (turn.party.kind, turn.party.unit or turn.party.user)
        spent[key] = spent.get(key, timedelta()) + ((turn.to_at or at) - turn.from_at)
    return spent


def stored_state(ticket: Ticket) -> dict[str, Any]:
    """What `fold` must rebuild from the events."""
    return {
        "owner": ticket.owner_id,
        "is_closed": ticket.is_closed,
        "attention": ticket.attention,
        "version": ticket.version_id,
        "data": ticket.data,
        "steps": {s.id: (s.key, s.position, tuple(s.after), s.performer, s.unit_id, s.state) for s in Step.objects.filter(ticket=ticket)},
        "obstacles": set(ticket.obstacles.filter(removed_at__isnull=True).values_list("id", flat=True)),
    }
