from typing import Any

from django.db.models import Q, QuerySet

from ambasador.accounts import door
from ambasador.conversations.models import Attachment, Message, Note, PhoneCall, TaskMessage
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Step, Ticket


@door.rule(Message)
def visible_messages(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """The contact centre sees all, a customer the messages of their cases that came from them or went to them."""
    if by.is_own_machinery() or by.is_staff_of_centre():
        return queryset
    if by.kind == "customer":
        return queryset.filter(ticket__customer_id=by.id, is_verified=True)
    return queryset.none()


@door.rule(PhoneCall)
@door.rule(Note)
def visible_notes(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Notes and the list of calls are for the contact centre only."""
    return queryset if by.is_own_machinery() or by.is_staff_of_centre() else queryset.none()


@door.rule(TaskMessage)
def visible_task_messages(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """The contact centre, and those who perform the step. A unit that refused a task does not see what others wrote after it."""
    if by.is_own_machinery() or by.is_staff_of_centre():
        return queryset
    if by.kind == "customer":
        return queryset.none()
    return queryset.filter(step__in=door.visible(Step.objects, by))


@door.rule(Attachment)
def visible_attachments(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """
    An attachment is seen with what it is attached to. The performer of a step also sees the customer's files and the answers of the
    steps before: they belong to the context pack; never those of notes.
    """
    if by.is_own_machinery() or by.is_staff_of_centre():
        return queryset
    if by.kind == "customer":
        return queryset.filter(message__ticket__customer_id=by.id, message__is_verified=True)
    steps = door.visible(Step.objects, by)
    tickets = Ticket.objects.filter(steps__in=steps)
    return queryset.filter(
        Q(task_message__step__in=steps)
        | Q(message__ticket__in=tickets, message__direction="in", message__is_verified=True)
        | Q(task_message__ticket__in=tickets, task_message__purpose="answer")
    )
