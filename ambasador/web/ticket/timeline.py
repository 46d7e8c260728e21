"""The timeline of a ticket: what was said to the customer, among colleagues and in tasks, and what happened, in one order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.channels.scanning import why_withheld
from ambasador.conversations.events import MessageSent, NoteWritten
from ambasador.conversations.models import Attachment, CallOutcome, Doubt, Message, Note, TaskMessage, TaskPurpose
from ambasador.conversations.verbs.calls import CHANNEL as CALLED
from ambasador.conversations.verbs.calls import seconds_of
from ambasador.journal.actors import STANDING_IN, Actor
from ambasador.journal.models import Event
from ambasador.procedures.models import Performer
from ambasador.promises.models import Promise
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.queries import events_of
from ambasador.web import wording
from ambasador.web.shapes import Attached, Entry, Link, State, Thread, Undo
from ambasador.web.shown import step_name
from ambasador.web.ticket.composing import channel_says
from ambasador.web.ticket.names import Names, owner_acted_for

SHOWN_AT_FIRST, AT_MOST = 7, 1000
OF_MESSAGE = (
    "ticket_id", "direction", "channel", "from_name", "from_address", "subject", "text", "quoted", "signature", "is_verified", "doubts", "is_automatic", "at",
    "files_left_out", "raw_input_id",
    "author__name", "contact__reason", "contact__verdict", "contact__outgoing__state", "contact__outgoing__not_before",
    "contact__outgoing__delivery", "phone_call__outcome", "phone_call__answered_at", "phone_call__ended_at", "phone_call__message",
)  # fmt: skip
# things of one moment in the order in which they follow from one another
RANKS = {"customer": 1, "reply": 1, "promise": 2, "task": 3, "answer": 3}
CHANNEL_ICONS = {
    "email": "mail", "phone": "phone", "sms": "sms", "page": "globe", "form": "globe", "chat": "chat", "whatsapp": "chat", "messenger": "chat",
    "telegram": "chat",
}  # fmt: skip
# what happened, besides what the messages themselves tell: kind of entry, icon, tone
TELLING = {
    "tickets.ticket_opened": ("event", "door", ""),
    "tickets.owner_assigned": ("event", "user", ""),
    "tickets.owner_changed": ("event", "users", ""),
    "tickets.handover_offered": ("event", "users", ""),
    "tickets.handover_declined": ("event", "users", ""),
    "tickets.handover_withdrawn": ("event", "users", ""),
    "tickets.handover_expired": ("event", "clock", "risk"),
    "tickets.step_accepted": ("event", "check", ""),
    "tickets.route_laid": ("event", "flow", ""),
    "tickets.moved_to_version": ("event", "flow", ""),
    "tickets.step_added": ("deviation", "plus", "act"),
    "tickets.step_skipped": ("deviation", "bend", "act"),
    "tickets.step_passed_over": ("event", "bend", ""),
    "tickets.step_left_out": ("event", "bend", ""),
    "tickets.step_repeated": ("event", "undo", ""),
    "tickets.step_passed_on": ("event", "dept", ""),
    "tickets.sub_step_added": ("event", "plus", ""),
    "tickets.webhook_tried": ("event", "link", ""),
    "tickets.action_failed": ("obstacle", "flag", "bad"),
    "tickets.action_retried": ("event", "undo", ""),
    "tickets.data_known": ("event", "check", ""),
    "tickets.data_asked": ("event", "users", ""),
    "tickets.step_held": ("event", "clock", "wait"),
    "tickets.step_begun_without_data": ("deviation", "bend", "act"),
    "tickets.step_brought_forward": ("deviation", "bend", "act"),
    "tickets.step_moved": ("deviation", "bend", "act"),
    "tickets.step_sent_elsewhere": ("deviation", "bend", "act"),
    "tickets.step_reminded": ("event", "clock", ""),
    "tickets.step_escalated": ("event", "flag", "risk"),
    "tickets.customer_gave_no_answer": ("event", "clock", "wait"),
    "tickets.reminders_set": ("event", "clock", ""),
    "tickets.due_times_recounted": ("event", "plan", ""),
    "tickets.other_date_decided": ("event", "plan", ""),
    "tickets.procedure_left": ("deviation", "bend", "act"),
    "tickets.obstacle_named": ("obstacle", "flag", "bad"),
    "tickets.obstacle_removed": ("event", "check", ""),
    "tickets.ticket_closed": ("event", "check", ""),
    "tickets.ticket_reopened": ("event", "undo", ""),
    "tickets.closing_undone": ("event", "undo", ""),
    "tickets.callback_promised": ("event", "phone", "act"),
    "tickets.callback_moved": ("event", "phone", "act"),
    "tickets.ticket_linked": ("event", "link", ""),
    "tickets.task_link_opened": ("event", "link", ""),
    "conversations.message_withdrawn": ("event", "undo", ""),
    "conversations.message_not_delivered": ("obstacle", "flag", "bad"),
}
DELIVERY = {
    "waiting": ("wait", "clock"),
    "sending": ("wait", "clock"),
    "failed": ("bad", "flag"),
    "undecided": ("risk", "warn"),
    "withdrawn": ("wait", "undo"),
}


def thread_of(ticket: Ticket, steps: Sequence[Step], promises: Sequence[Promise], *, by: Actor, at: datetime, is_whole: bool = False) -> Thread:
    """The last entries, or all of them, as far as the actor may see. Costs at most fourteen queries, whatever the length."""
    entries = entries_of(ticket, steps, promises, by=by, at=at)
    address = reverse("web:ticket_thread", args=[ticket.number])
    older = None
    if not is_whole and len(entries) > SHOWN_AT_FIRST:
        hidden = len(entries) - SHOWN_AT_FIRST
        older = Link(_("Earlier entries: %(number)s") % {"number": hidden}, f"{reverse('web:ticket', args=[ticket.number])}?all=1")
        entries = entries[-SHOWN_AT_FIRST:]
    return Thread(entries, older=older, live=f"ticket:{ticket.id}", refresh_url=f"{address}?all=1" if is_whole else address)


def entries_of(ticket: Ticket, steps: Sequence[Step], promises: Sequence[Promise], *, by: Actor, at: datetime) -> list[Entry]:
    messages = list(messages_of(ticket, by=by)[:AT_MOST])
    notes = list(door.visible(Note.objects, by).filter(ticket=ticket).select_related("author").order_by("-id")[:AT_MOST])
    tasks = list(door.visible(TaskMessage.objects, by).filter(ticket=ticket).select_related("unit").order_by("-id")[:AT_MOST])
    on_route = {step.id: step for step in steps}
    for task in tasks:
        task.step = on_route[task.step_id]
    files = _attachments(messages, notes, tasks, by)
    instead_of = _said_for_others(ticket, [m.author_id for m in messages] + [n.author_id for n in notes], by)
    said: list[tuple[datetime, int, Entry]] = []
    said += [(m.at, m.id, _for(message_entry(m, files["message", m.id], ticket, at), instead_of.get(("message", m.id)))) for m in messages]
    said += [(n.at, n.id, _for(_note_entry(n, files["note", n.id], at), instead_of.get(("note", n.id)))) for n in notes]
    said += [(t.at, t.id, _task_entry(t, files["task", t.id], at)) for t in tasks]
    said += _events(ticket, by, at)
    said += [(p.made_at, p.id, _promise_entry(p, before, at)) for before, p in zip([None, *promises], promises, strict=False)]
    return [entry for _moment, _id, entry in sorted(said, key=lambda row: (row[0], RANKS.get(row[2].kind, 0), row[1]))]


def _said_for_others(ticket: Ticket, authors: Sequence[int | None], by: Actor) -> dict[tuple[str, int], str]:
    """Messages and notes that a deputy wrote, with the owner who was away. Two queries, none when the owner wrote all of them."""
    if not {author for author in authors if author} - {ticket.owner_id}:
        return {}
    written = events_of(ticket).filter(kind__in=(MessageSent.kind, NoteWritten.kind), actor_label__startswith=STANDING_IN)[:AT_MOST]
    events = list(written)
    owners = door.visible(User.objects, by).in_bulk([number for event in events if (number := owner_acted_for(event))])
    found = {}
    for event in events:
        owner = owners.get(owner_acted_for(event) or 0)
        sort = "message" if event.kind == MessageSent.kind else "note"
        if owner:
            found[sort, int(event.data[sort])] = owner.name
    return found


def _for(entry: Entry, owner: str | None) -> Entry:
    return replace(entry, who=_("%(name)s for %(owner)s") % {"name": entry.who, "owner": owner}) if owner else entry


def messages_of(ticket: Ticket, *, by: Actor) -> QuerySet[Message]:
    """The conversation with the customer, the newest first. Of the original look and the letter that left, which may be large, nothing is loaded."""
    has_html = ExpressionWrapper(~Q(html=""), output_field=BooleanField())
    seen = door.visible(Message.objects, by).filter(ticket=ticket)
    return seen.select_related("author", "contact__outgoing", "phone_call").only(*OF_MESSAGE).annotate(has_html=has_html).order_by("-id")


def message_entry(message: Message, files: list[Attached], ticket: Ticket, at: datetime) -> Entry:
    """A message to or from the customer; one that has not left yet can still be taken back."""
    entry = Entry(
        id=f"message-{message.id}",
        kind="customer" if message.is_incoming else "reply",
        icon=CHANNEL_ICONS.get(message.channel, "mail") if message.is_incoming else "send",
        at=message.at,
        at_says=wording.moment(message.at),
        who=_sender(message, ticket),
        kind_says=_kind_of_message(message),
        body=message.text or message.subject,
        quoted="\n\n".join(part for part in (message.quoted, message.signature) if part),
        attachments=files,
    )
    if message.is_incoming:
        original = reverse("web:message_original", args=[message.id]) if getattr(message, "has_html", False) else ""
        return replace(entry, original_url=original, warning=_warning(message), links=_links(message))
    return replace(entry, tone="act", delivery=_delivery(message), undo=_undo(message, ticket, at))


def _warning(message: Message) -> str:
    """What should be known of the sender before one relies on the message: that nobody knows them, and what is odd."""
    return " ".join([*([] if message.is_verified else [_strange(message)]), *_doubts(message), *_left_out(message)])


def _doubts(said: Message | TaskMessage) -> list[str]:
    return [str(Doubt(doubt).label) for doubt in said.doubts]


def _left_out(said: Message | TaskMessage) -> list[str]:
    """How many files of the letter are not beside it, because there were too many."""
    number = said.files_left_out
    if not number:
        return []
    return [ngettext("%(n)s more file is only in the message as it arrived.", "%(n)s more files are only in the message as it arrived.", number) % {"n": number}]


def _links(said: Message | TaskMessage) -> list[Link]:
    """To the message as it arrived, where files were left in it."""
    if not said.files_left_out or said.raw_input_id is None:
        return []
    return [Link(_("the message as it arrived"), reverse("web:input", args=[said.raw_input_id]))]


def _strange_to_task(said: TaskMessage) -> list[str]:
    return [] if said.is_verified else [_("This sender is not known to the task. Check who writes before you rely on it.")]


def _strange(message: Message) -> str:
    """Nothing of it is shown on the customer's page, and it changes nothing by itself."""
    if {Doubt.DENIED, Doubt.SEVERAL_SENDERS} & set(message.doubts):
        return _("This message is not taken as the customer's. Check who writes before you answer or open a file.")
    values = {"address": message.from_address or _("no address")}
    return _("This sender is not known to the case: %(address)s. Check who writes before you answer or open a file.") % values


def _sender(message: Message, ticket: Ticket) -> str:
    if message.author is not None:  # of a call in either direction, whoever of ours talked
        return message.author.name
    if not message.is_incoming:
        return "Ambasador"
    return message.from_name or message.from_address or ticket.customer.name


def _kind_of_message(message: Message) -> str:
    channel = channel_says(message.channel)
    if message.channel == CALLED:
        return _kind_of_call(message)
    if message.is_incoming:
        return _("%(channel)s, automatic reply") % {"channel": channel} if message.is_automatic else channel
    if message.is_automatic:
        return _("automatic message to the customer, %(channel)s") % {"channel": channel}
    return _("reply to the customer, %(channel)s") % {"channel": channel}


def _kind_of_call(message: Message) -> str:
    call = getattr(message, "phone_call", None)
    said = [_("call from the customer") if message.is_incoming else _("call to the customer")]
    if call is not None:
        seconds = seconds_of(call)
        length = wording.duration(timedelta(seconds=seconds)) if seconds else ""
        said += [part for part in (str(CallOutcome(call.outcome).label), length) if part]
    return ", ".join(said)


def _delivery(message: Message) -> State | None:
    contact = message.contact
    if contact is None:
        return None
    if contact.outgoing is None:
        return State(contact.sentence, "risk", "pause")
    if contact.outgoing.delivery:
        is_lost = contact.outgoing.delivery == "undelivered"
        return State(str(contact.outgoing.get_delivery_display()), "bad" if is_lost else "ok", "warn" if is_lost else "check")
    tone, icon = DELIVERY.get(contact.outgoing.state, ("", ""))
    return State(str(contact.outgoing.get_state_display()), tone, icon) if tone else None


def _undo(message: Message, ticket: Ticket, at: datetime) -> Undo | None:
    outgoing = message.contact.outgoing if message.contact else None
    if outgoing is None or outgoing.state != "waiting" or outgoing.not_before is None or outgoing.not_before <= at:
        return None
    return Undo(reverse("web:message_withdrawal", args=[ticket.number, message.id]), outgoing.not_before)


def _note_entry(note: Note, files: list[Attached], at: datetime) -> Entry:
    return Entry(
        id=f"note-{note.id}",
        kind="note",
        icon="lock",
        tone="note",
        at=note.at,
        at_says=wording.moment(note.at),
        who=note.author.name,
        kind_says=_("Internal note – the customer does not see it"),
        body=note.text,
        attachments=files,
    )


def _task_entry(said: TaskMessage, files: list[Attached], at: datetime) -> Entry:
    is_question = said.purpose in (TaskPurpose.QUESTION, TaskPurpose.SUPPLEMENT, TaskPurpose.SENT_BACK)
    unit = said.unit.shown_name if said.unit else ""
    purpose = str(TaskPurpose(said.purpose).label)
    if said.purpose == TaskPurpose.QUESTION:
        purpose = _("Task for: %(unit)s") % {"unit": unit}
    who = said.author_name or unit
    if unit and said.direction == "in" and unit not in who:
        who = f"{who}, {unit}"
    return Entry(
        id=f"task-{said.id}",
        kind="task" if is_question else "answer",
        icon="partner" if said.unit and said.unit.kind == "partner" else "dept",
        tone="dept",
        at=said.at,
        at_says=wording.moment(said.at),
        who=who,
        kind_says=f"{purpose} · {step_name(said.step)}",
        body=said.text,
        quoted=said.quoted,
        attachments=files,
        warning=" ".join([*_strange_to_task(said), *_doubts(said), *_left_out(said)]),
        links=_links(said),
    )


def _attachments(
    messages: Sequence[Message], notes: Sequence[Note], tasks: Sequence[TaskMessage], by: Actor
) -> defaultdict[tuple[str, int], list[Attached]]:
    """The files of these entries; one query, by the keys of the entries."""
    found: defaultdict[tuple[str, int], list[Attached]] = defaultdict(list)
    of_these = Q(message__in=[m.id for m in messages]) | Q(note__in=[n.id for n in notes]) | Q(task_message__in=[t.id for t in tasks])
    for file in door.visible(Attachment.objects, by).filter(of_these).select_related("file").defer("file__content").order_by("id")[:AT_MOST]:
        address = reverse("web:file", args=[file.id])
        shown = Attached(file.name, address, wording.file_size(file.size), why_withheld(file.file))
        if file.message_id:
            found["message", file.message_id].append(shown)
        elif file.note_id:
            found["note", file.note_id].append(shown)
        elif file.task_message_id:
            found["task", file.task_message_id].append(shown)
    return found


def _promise_entry(promise: Promise, before: Promise | None, at: datetime) -> Entry:
    now = wording.date_range(promise.from_at, promise.to_at)
    said = now
    if before is not None:
        said = f"{wording.date_range(before.from_at, before.to_at)} → {now}"
        if promise.reason_step:
            said = _("%(change)s. Because of: %(step)s.") % {"change": said, "step": step_name(promise.reason_step)}
    return Entry(
        id=f"promise-{promise.id}",
        kind="promise",
        icon="target",
        tone="risk" if before and promise.to_at > before.to_at else "ok",
        at=promise.made_at,
        at_says=wording.moment(promise.made_at),
        kind_says=_("Promise changed") if before else _("Promised time"),
        said=said,
    )


def _events(ticket: Ticket, by: Actor, at: datetime) -> list[tuple[datetime, int, Entry]]:
    events = list(events_of(ticket).filter(kind__in=TELLING).order_by("-id")[:AT_MOST])
    told = [event for event in events if not _is_told_elsewhere(event, ticket)]
    names = Names(told, by)
    return [(event.at, event.id, _event_entry(event, names)) for event in told]


def _is_told_elsewhere(event: Event, ticket: Ticket) -> bool:
    """The first route is the head's procedure; a step added for somebody else begins with its task or question."""
    if event.kind == "tickets.route_laid":
        return event.at == ticket.opened_at
    return event.kind == "tickets.step_added" and event.data.get("performer") != Performer.OWNER


def _event_entry(event: Event, names: Names) -> Entry:
    kind, icon, tone = TELLING[event.kind]
    said, actor = names.sentence(event), names.actor(event)
    return Entry(
        id=f"event-{event.id}",
        kind=kind,
        icon=icon,
        tone=tone,
        at=event.at,
        at_says=wording.moment(event.at),
        who="" if actor in said else actor,
        said=said,
        body=names.why(event),
    )


def newest_from_customer(ticket: Ticket, *, by: Actor, at: datetime) -> Entry | None:
    """The last message of the customer, for the preview; one query."""
    message = messages_of(ticket, by=by).filter(direction="in").first()
    if message is None or at - message.at > timedelta(days=60):
        return None
    return replace(message_entry(message, [], ticket, at), id="preview-message", quoted="", original_url="")
