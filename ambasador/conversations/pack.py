"""
The context pack: what the performer of a step needs to know, and nothing else [O2].

Need-to-know: the customer by name and loyalty, what they bought, what they wrote, what was done and answered on the route so far, the
question,
the guidance, the due time. Never notes, other tickets, contact details of the customer or what other units wrote among themselves.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from ambasador.conversations.models import Attachment
from ambasador.tickets.data import Knowledge, value_told
from ambasador.tickets.models import Step, StepState


@dataclass(frozen=True)
class Product:
    name: str
    serial_number: str
    bought_on: date | None
    installed_on: date | None
    price: Decimal | None
    currency: str
    warranty_until: date | None


@dataclass(frozen=True)
class Earlier:
    """A step before this one: what it was, who did it, when it was over, what was answered."""

    name: str
    performer: str
    finished_at: datetime | None
    answer: str


@dataclass(frozen=True)
class Pack:
    number: int
    subject: str
    customer: str
    customer_since: date | None
    purchases: int
    remember: str
    products: tuple[Product, ...]
    words: str
    written_at: datetime | None
    earlier: tuple[Earlier, ...]
    question: str
    guidance: str
    due_at: datetime | None
    files: tuple[Attachment, ...]
    data: tuple[tuple[str, str], ...] = ()


def pack_for(step: Step, *, language: str, files_at_most: int = 20) -> Pack:
    """The pack of a step as it is now, for who reads `language`; six queries whatever the length of the history."""
    ticket = step.ticket
    customer = ticket.customer
    purchases = list(customer.purchases.all()[:40])
    first = ticket.messages.filter(direction="in", is_verified=True).order_by("id").first()
    steps = list(
        ticket.steps.exclude(pk=step.pk).filter(state__in=[StepState.DONE, StepState.ANSWERED]).select_related("unit").order_by("position")
    )
    # what was supplied to another performer stays with them; answers belong to everybody further along the route
    attached = Attachment.objects.filter(
        Q(message__ticket=ticket, message__direction="in", message__is_verified=True)
        | Q(task_message__ticket=ticket, task_message__purpose="answer", task_message__is_verified=True)
        | Q(task_message__step=step, task_message__purpose="supplement")
    )
    files = attached.select_related("file").order_by("id")[:files_at_most]
    return Pack(
        number=ticket.number,
        subject=ticket.subject,
        customer=customer.name,
        customer_since=customer.customer_since,
        purchases=len(purchases),
        remember=customer.remember,
        products=tuple(
            Product(p.name, p.serial_number, p.bought_on, p.installed_on, p.price, p.currency, p.warranty_until) for p in purchases[:3]
        ),
        words=first.text[:1500] if first else "",
        written_at=first.at if first else None,
        earlier=tuple(
            Earlier(s.name_for(language), s.unit.name_for(language) if s.unit else "", s.finished_at, _answer(s, language))
            for s in steps
            if s.unit_id or s.answer_text or s.answer_code
        ),
        question=step.question,
        guidance=step.guidance,
        due_at=step.due_at,
        files=tuple(files),
        data=_known(step, language),
    )


def _known(step: Step, language: str) -> tuple[tuple[str, str], ...]:
    """The data of the ticket that the step needs, as far as it is known, and no other; one query, none for a step that needs nothing."""
    fields = Knowledge(step.ticket).fields if step.needs else {}
    told = ((fields[key].name_for(language), value_told(fields[key], step.ticket.data.get(key), language)) for key in step.needs if key in fields)
    return tuple((name, value) for name, value in told if value)


def _answer(step: Step, language: str) -> str:
    return " ".join(part for part in (step.answer_for(language), step.answer_text or step.answer_public) if part)[:600]
