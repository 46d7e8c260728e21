"""What the system writes by itself: the confirmation, a question to the customer, a task with its pack, a new time."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ambasador.channels.email.parse import parse
from ambasador.channels.models import NOBODY, Mailbox
from ambasador.conversations import queries
from ambasador.conversations.events import MessageSent, TaskMessagePosted
from ambasador.conversations.models import Direction, Message, TaskMessage, TaskPurpose
from ambasador.conversations.pack import pack_for
from ambasador.conversations.verbs.keeping import (
    email_of,
    known_references,
    last_received,
    remember_references,
    task_address,
    ticket_address,
)
from ambasador.directory.models import Person
from ambasador.directory.queries import centre
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock, words
from ambasador.outreach.models import Contact
from ambasador.outreach.verbs import send_contact
from ambasador.procedures.models import ProcedureField
from ambasador.promises.models import Promise
from ambasador.tickets.data import asked_by, words_asked
from ambasador.tickets.models import Attention, Step, Ticket
from ambasador.tickets.verbs import call_attention, case_link, task_link
from ambasador.tickets.verbs.links import case_token, task_token


@transaction.atomic
def acknowledge(ticket: Ticket, promise: Promise, *, by: Actor) -> Message | None:
    """
    Confirm receipt once: number, owner, range, the link to the case's page; nothing of the customer's own words. [C6]

    Nothing is sent for a case that did not come by e-mail or form, that came from an archive, that a program or a list sent or whose sender
    takes no answers (RFC 3834), or when the gate refuses. Records MessageSent.
    """
    first = _first_received(ticket)
    if first is None or first.channel not in ("email", "form") or not first.is_verified or first.raw_input is None:
        return None
    mailbox: Mailbox | None = first.raw_input.mailbox
    if mailbox is not None and (not mailbox.acknowledges or mailbox.kind == "import"):
        return None
    if ticket.messages.filter(direction="out").exists():
        return None
    if not takes_automatic_mail(ticket):
        return None
    with translation.override(ticket.language):
        subject = _("We have received your case [#%(number)s]") % {"number": ticket.number}
    return to_customer(ticket, "acknowledgement", subject, {"promise": _range(promise, ticket.language)}, purpose="acknowledgement", by=by, is_answer=True)


@transaction.atomic
def tell_new_time(ticket: Ticket, promise: Promise, before: Promise, *, by: Actor) -> Message | None:
    """
    Tell the customer that the time changed for the worse by a day or more, before the old one passes. Records MessageSent.

    Nothing is sent to who was never told a time, or takes no letters from machines.
    """
    if promise.to_at - before.to_at < timedelta(days=1) or not ticket.messages.filter(direction="out").exists():
        return None
    if not takes_automatic_mail(ticket):
        return None
    with translation.override(ticket.language):
        subject = _("A new promised time for your case [#%(number)s]") % {"number": ticket.number}
    context = {"promise": _range(promise, ticket.language), "before": _range(before, ticket.language)}
    return to_customer(ticket, "new_time", subject, context, purpose="status", by=by)


@transaction.atomic
def send_question_to_customer(step: Step, *, by: Actor) -> Message | None:
    """
    A step that waits for the customer: ask them, in their thread, with the link where they can answer. Records MessageSent.

    A question of the procedure is not sent to who takes no letters from machines: then the owner is told, by their attention, to ask
    in person. A question that somebody added is theirs, and goes.
    """
    ticket = step.ticket
    if step.is_from_procedure and not takes_automatic_mail(ticket):
        call_attention(ticket, reason=Attention.UNDELIVERED, by=by)
        return None
    with translation.override(ticket.language):
        subject = _("We need one thing from you [#%(number)s]") % {"number": ticket.number}
    follows_at_once = step.is_from_procedure and ticket.opened_at > clock.now() - timedelta(hours=1)
    message = to_customer(
        ticket, "question", subject, {"question": words_asked(step)}, purpose="question", by=by, is_answer=follows_at_once
    )  # fmt: skip
    if message is None and follows_at_once:
        call_attention(ticket, reason=Attention.UNDELIVERED, by=by)
    return message


@transaction.atomic
def send_task(step: Step, *, by: Actor) -> TaskMessage | None:
    """
    Begin the thread of a task: what is asked, with the pack. Who works by e-mail gets it as a letter with a signed link. [O2, O3]

    The same task sent to the same unit again is not sent twice. Records TaskMessagePosted.
    """
    if step.unit is None:
        return None
    entry, is_new = TaskMessage.objects.get_or_create(
        step=step, unit=step.unit, purpose=TaskPurpose.QUESTION,
        defaults={
            "ticket": step.ticket, "direction": Direction.OUT, "channel": "email" if step.unit.works_by == "email" else "app",
            "author_kind": by.kind, "author_id": step.ticket.owner_id, "author_name": step.ticket.owner.name if step.ticket.owner else "",
            "text": step.question or step.name_for(step.unit.language), "at": clock.now(),
        },
    )  # fmt: skip
    if not is_new:
        return entry
    fact = TaskMessagePosted(
        ticket=step.ticket_id, step=step.id, task_message=entry.id, purpose=entry.purpose, channel=entry.channel, is_verified=True
    )
    record(fact, by=by, topics=(f"ticket:{step.ticket_id}", f"unit:{step.unit_id}"))
    send_task_letter(entry, by=by)
    return entry


def send_task_letter(entry: TaskMessage, *, by: Actor) -> Contact | None:
    """
    Send an entry of the owner's to a unit that works by e-mail: with the pack the first time, with the words alone later. Part of the
    verbs above.
    """
    step = Step.objects.select_related("ticket__owner", "ticket__customer", "unit", "assignee").get(pk=entry.step_id)
    unit = step.unit
    if unit is None or unit.works_by != "email":
        return None
    person: Person | None = step.assignee if step.assignee and step.assignee.email else None
    address = person.email if person else unit.email
    link = task_link(step, sent_to=address, by=by, person=person)
    language = unit.language
    pack = pack_for(step, language=language)
    with translation.override(language):
        spoken = words.for_language(language)
        now = clock.now()
        context = {
            "pack": pack,
            "entry": entry,
            "is_first": entry.purpose == TaskPurpose.QUESTION,
            "owner": step.ticket.owner,
            "due": spoken.moment(step.due_at, now=now) if step.due_at else "",
            "link": f"{settings.SITE_URL}/z/{task_token(link)}/",
            "firm": centre().name_for(language),
            "options": [label for _code, label in step.options_for(language)],
            "data": [(field.name_for(language), _options_of(field, language)) for field in asked_by(step)],
            "decides": step.is_approval,
            "day": spoken.day,
        }
        text = render_to_string("conversations/mail/task.txt", context).strip() + "\n"
        subject = _("Task: %(name)s [#%(number)s]") % {"name": step.name_for(language), "number": step.ticket.number}
    files = [*pack.files, *entry.attachments.all()] if entry.purpose == TaskPurpose.QUESTION else list(entry.attachments.all())
    contact = send_contact(
        to=address,
        to_name=person.name if person else unit.name,
        purpose="task",
        matter=step.ticket_id,
        recipient_kind="person" if person else "unit",
        recipient_id=person.id if person else unit.id,
        subject=subject,
        text=text,
        by=by,
        automatic=True,
        from_name=step.ticket.owner.name if step.ticket.owner else "",
        reply_to=task_address(step),
        references=known_references(step.ticket, step),
        attachments=[(file.file_id, file.name) for file in files],
        topics=(f"ticket:{step.ticket_id}",),
    )
    entry.contact = contact
    if contact.outgoing is not None:
        entry.message_id = contact.outgoing.message_id
        remember_references([entry.message_id], ticket=step.ticket, step=step, ours=True)
    entry.save(update_fields=["contact", "message_id"])
    return contact


def _options_of(field: ProcedureField, language: str) -> str:
    return " / ".join(field.described.option_for(code, language) for code in field.described.codes)


def takes_automatic_mail(ticket: Ticket) -> bool:
    """
    Whether its customer may be written to by the system alone: not when the case began with a letter of a program or a list, one whose
    sender takes no answers (RFC 3834), or one that does not come from whom it names. Parses that letter; two queries.
    """
    first = _first_received(ticket)
    if first is None or first.channel != "email":
        return True
    if first.is_automatic or not first.is_verified:
        return False
    if first.raw_input is None:
        return True
    return first.raw_input.file is not None and first.raw_input.envelope_from != NOBODY and parse(first.raw_input.read()).may_be_answered_by_machine


def _first_received(ticket: Ticket) -> Message | None:
    return ticket.messages.filter(direction="in").select_related("raw_input__mailbox", "raw_input__file").order_by("id").first()


def case_address(ticket: Ticket, *, sent_to: str, by: Actor) -> str:
    """The address of the customer's page, with its signed link."""
    return f"{settings.SITE_URL}/s/{case_token(case_link(ticket, sent_to=sent_to, by=by))}/"


def to_customer(
    ticket: Ticket, template: str, subject: str, context: dict[str, Any], *, purpose: str, by: Actor, is_answer: bool = False
) -> Message | None:
    """
    Send a letter of the system into the customer's thread, with its event; None without an address or when the gate refuses. Part of the
    verbs. The name a sender gives themselves stands in no letter before a person of ours wrote to them: it may be a stranger's advertisement.
    """
    address = email_of(ticket.customer)
    if not address:
        return None
    at = clock.now()
    with translation.override(ticket.language):
        text = (
            render_to_string(
                f"conversations/mail/{template}.txt",
                {
                    **context,
                    "ticket": ticket,
                    "owner": ticket.owner,
                    "firm": centre().name_for(ticket.language),
                    "link": case_address(ticket, sent_to=address, by=by),
                },
            ).strip()
            + "\n"
        )
    received = last_received(ticket)
    contact = send_contact(
        to=address,
        to_name=ticket.customer.name if queries.was_written_to_by_a_person(ticket.customer_id) else "",
        purpose=purpose,
        matter=ticket.id,
        recipient_kind="customer",
        recipient_id=ticket.customer_id,
        subject=subject,
        text=text,
        by=by,
        automatic=True,
        is_answer=is_answer,
        from_name=ticket.owner.name if ticket.owner else centre().name_for(ticket.language),
        reply_to=ticket_address(ticket),
        in_reply_to=received.message_id if received else "",
        references=known_references(ticket),
        topics=(f"ticket:{ticket.id}",),
    )
    if not contact.is_allowed:
        return None
    message = Message.objects.create(
        ticket=ticket, direction=Direction.OUT, channel="email", to_address=address, subject=subject, text=text, is_automatic=True,
        contact=contact, message_id=contact.outgoing.message_id if contact.outgoing else "", at=at,
    )  # fmt: skip
    remember_references([message.message_id], ticket=ticket, ours=True)
    fact = MessageSent(ticket=ticket.id, message=message.id, channel="email", purpose=purpose, verdict=contact.verdict)
    record(fact, by=by, at=at, topics=(f"ticket:{ticket.id}",))
    return message


def _range(promise: Promise, language: str) -> dict[str, str]:
    spoken = words.for_language(language)
    now: datetime = clock.now()
    return {
        "range": spoken.range(promise.from_at, promise.to_at, now=now),
        "likely": spoken.day(promise.likely_at, now=now),
        "latest": spoken.day(promise.to_at, now=now),
    }
