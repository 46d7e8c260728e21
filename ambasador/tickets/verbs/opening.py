from django.db import transaction

from ambasador.accounts.models import User
from ambasador.customers.models import Customer
from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.procedures.models import ProcedureVersion
from ambasador.tickets import access, timing
from ambasador.tickets.events import QueueAdded, TicketChanged, TicketOpened
from ambasador.tickets.models import Attention, IntakeQueue, PartyKind, Ticket
from ambasador.tickets.models.ownership import OwnershipBasis
from ambasador.tickets.verbs.ownership import begin_ownership
from ambasador.tickets.verbs.routing import lay_steps
from ambasador.tickets.verbs.settling import begin_ready_steps, note, settle, steps_of


@transaction.atomic
def add_queue(*, name: str, unit: Unit, by: Actor, target_minutes: int = 30, is_default: bool = False) -> IntakeQueue:
    """Add an intake queue. Records QueueAdded."""
    access.require_centre(by)
    queue = IntakeQueue.objects.create(name=name, unit=unit, target_minutes=target_minutes, is_default=is_default)
    record(QueueAdded(queue=queue.id, name=name), by=by)
    return queue


@transaction.atomic
def open_ticket(
    *,
    customer: Customer,
    subject: str,
    channel: str,
    by: Actor,
    version: ProcedureVersion | None,
    language: str = "pl",
    owner: User | None = None,
    queue: IntakeQueue | None = None,
    why_version: tuple[str, ...] = (),
) -> Ticket:
    """
    Open a ticket for one need of one customer, lay its route and start it.

    With `owner` (an agent who takes it at once) it is owned from the first minute; otherwise it stands in `queue`, or in the default
    queue, with a clock. Records TicketOpened, RouteLaid and what starts. Raises LookupError when there is no queue at all.
    """
    at = clock.now()
    if owner is None:
        queue = queue or IntakeQueue.objects.select_related("unit__calendar").filter(is_default=True).first()
        if queue is None:
            raise LookupError("there is no intake queue")
    ticket = Ticket(
        subject=" ".join(subject.split())[:250] or "–",
        language=language,
        channel=channel,
        customer=customer,
        reporter_kind=customer.reporter_kind,
        version=version,
        opened_at=at,
        party_since=at,
        attention=Attention.NEW,
        attention_since=at,
    )
    if owner is not None:
        ticket.owner, ticket.party_kind = owner, PartyKind.OWNER
    else:
        assert queue
        ticket.queue, ticket.queued_at, ticket.queue_due_at = queue, at, timing.queue_due_at(queue, at)
    ticket.save()
    ticket.refresh_from_db(fields=["number"])
    note(
        ticket,
        TicketOpened(
            ticket=ticket.id,
            number=ticket.number,
            customer=customer.id,
            subject=ticket.subject,
            channel=channel,
            language=language,
            reporter_kind=ticket.reporter_kind,
            version=version.id if version else None,
            queue=queue.id if owner is None and queue else None,
            why_version=why_version,
        ),
        by=by,
        at=at,
    )
    if owner is not None:
        begin_ownership(ticket, owner, basis=OwnershipBasis.FIRST, reason="opened", by=by, at=at)
    if version is not None:
        lay_steps(ticket, version, replaced=[], by=by, at=at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return ticket


@transaction.atomic
def change_ticket(ticket: Ticket, *, by: Actor, subject: str | None = None, language: str | None = None) -> Ticket:
    """Change the subject or the language. Records TicketChanged; nothing when nothing differs."""
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    changes: dict[str, object] = {}
    if subject is not None and subject.strip() and subject.strip() != ticket.subject:
        changes["subject"] = subject.strip()[:250]
    if language is not None and language != ticket.language:
        changes["language"] = language
    if changes:
        for field, value in changes.items():
            setattr(ticket, field, value)
        ticket.save(update_fields=list(changes))
        note(ticket, TicketChanged(ticket=ticket.id, changes=changes), by=by, at=clock.now())
    return ticket
