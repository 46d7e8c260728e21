"""What happened in a case, as its customer is told: public facts, their own messages, our letters that have left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.channels.models import OutboxState
from ambasador.conversations.models import Attachment, CallOutcome, Direction, Message
from ambasador.journal.actors import Actor
from ambasador.portal import wording
from ambasador.portal.shapes import File
from ambasador.promises.models import Promise
from ambasador.promises.queries import public_stage_of
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.queries import events_of

AT_MOST = 60
# letters that only say what a public fact says anyway
TOLD_BY_FACTS = ("acknowledgement", "status")
EVENT_ICONS = {
    "tickets.ticket_opened": "door",
    "tickets.owner_assigned": "user",
    "tickets.owner_changed": "users",
    "tickets.ticket_closed": "check",
    "tickets.ticket_reopened": "undo",
}


@dataclass(frozen=True)
class Happened:
    """One entry: what, when, and what was written, if anything."""

    icon: str
    text: str
    at: datetime
    at_says: str
    body: str = ""
    files: Sequence[File] = ()


def shown_messages(ticket: Ticket, actor: Actor, *, at: datetime) -> QuerySet[Message]:
    """The customer's own verified messages and ours that have left: none taken back, held by the gate, or still to be taken back."""
    left = Q(contact__isnull=True) | (
        Q(contact__outgoing__isnull=False)
        & ~Q(contact__outgoing__state=OutboxState.WITHDRAWN)
        & ~Q(contact__outgoing__state=OutboxState.WAITING, contact__outgoing__not_before__gt=at)
    )
    return door.visible(Message.objects, actor).filter(Q(direction=Direction.IN) | left, ticket=ticket)


def history_of(
    ticket: Ticket, actor: Actor, token: str, promises: Sequence[Promise], steps: Sequence[Step], *, at: datetime
) -> list[Happened]:
    """The newest entries first, at most sixty; four queries."""
    entries = _messages(ticket, actor, token, at) + _promises(promises, at) + _answers(steps, at) + _events(ticket, at)
    return sorted(entries, key=lambda entry: entry.at)[::-1][:AT_MOST]


def _messages(ticket: Ticket, actor: Actor, token: str, at: datetime) -> list[Happened]:
    not_theirs = Q(phone_call__outcome=CallOutcome.WRONG_NUMBER)
    told_below = Q(is_automatic=True, contact__purpose__in=TOLD_BY_FACTS)
    messages = list(shown_messages(ticket, actor, at=at).exclude(told_below | not_theirs).select_related("contact").order_by("-id")[:AT_MOST])[::-1]
    files = _files([message.id for message in messages], actor, token)
    return [_message(message, files[message.id], at) for message in messages]


def _message(message: Message, files: list[File], at: datetime) -> Happened:
    said = wording.saying().moment(message.at, now=at)
    if message.channel == "phone":  # what was written down of a call is for colleagues
        return Happened("phone", _("Your call") if message.is_incoming else _("Our call to you"), message.at, said)
    if message.is_incoming:
        icon, text = "mail", _("Your message")
    elif message.is_automatic:
        # its text holds the address of this very page, and its subject is in the language of the case
        is_question = message.contact is not None and message.contact.purpose == "question"
        return Happened("send", _("Our question to you") if is_question else _("Our message"), message.at, said)
    else:
        icon, text = "send", _("Our reply")
    return Happened(icon, text, message.at, said, message.text, files)


def _files(messages: list[int], actor: Actor, token: str) -> defaultdict[int, list[File]]:
    found: defaultdict[int, list[File]] = defaultdict(list)
    for file in door.visible(Attachment.objects, actor).filter(message_id__in=messages).order_by("id")[: AT_MOST * 5]:
        assert file.message_id
        url = reverse("portal:status_file", args=[token, file.id])
        found[file.message_id].append(File(file.name, url, wording.file_size(file.size)))
    return found


def _promises(promises: Sequence[Promise], at: datetime) -> list[Happened]:
    spoken = wording.saying()
    made = []
    for before, promise in zip([None, *promises], promises, strict=False):
        now = spoken.long_range(promise.from_at, promise.to_at, now=at)
        text = _("Promised time: %(range)s") % {"range": now}
        if before is not None:
            old = spoken.long_range(before.from_at, before.to_at, now=at)
            text = _("New promised time: %(range)s instead of %(before)s") % {"range": now, "before": old}
        made.append(Happened("target", text, promise.made_at, spoken.moment(promise.made_at, now=at)))
    return made


def _answers(steps: Sequence[Step], at: datetime) -> list[Happened]:
    """Words a performer wrote for the customer, under the name of the stage; only once the step is over and its stage has a name."""
    spoken, language = wording.saying(), wording.language()
    made = []
    for step in steps:
        stage = public_stage_of(step, language)
        if step.state == StepState.DONE and step.finished_at and step.answer_public and stage:
            made.append(Happened("check", stage, step.finished_at, spoken.moment(step.finished_at, now=at), step.answer_public))
    return made


def _events(ticket: Ticket, at: datetime) -> list[Happened]:
    """Public facts of the case; of its owners only the present one is named."""
    spoken = wording.saying()
    made = []
    for event in events_of(ticket).filter(kind__in=EVENT_ICONS).order_by("-id")[:AT_MOST][::-1]:
        icon = EVENT_ICONS[event.kind]
        made.append(Happened(icon, _event_says(event.kind, event.data, ticket), event.at, spoken.moment(event.at, now=at)))
    return made


def _event_says(kind: str, data: dict[str, object], ticket: Ticket) -> str:
    is_present = bool(ticket.owner and data.get("owner") == ticket.owner_id)
    name = {"name": ticket.owner.name if ticket.owner else ""}
    if kind == "tickets.ticket_opened":
        return _("The case was received")
    if kind == "tickets.owner_assigned":
        return _("Looks after the case: %(name)s") % name if is_present else _("The case has the person who looks after it")
    if kind == "tickets.owner_changed":
        return _("Looks after the case from now on: %(name)s") % name if is_present else _("Another person looks after the case")
    if kind == "tickets.ticket_closed":
        return _("The case was closed")
    return _("The case was opened again")
