"""Taking in what was kept: what a line brought by `arriving`, an e-mail into the conversation it belongs to, or as a new ticket. [I1-I3]"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ambasador.channels.bounces import code_in
from ambasador.channels.email import ParsedMessage, parse, split_reply
from ambasador.channels.email.html import clean_html
from ambasador.channels.email.trust import UNPROVED, Trust, trust_of
from ambasador.channels.models import OutboxMessage, RawInput, RawInputState
from ambasador.channels.verbs import mark_taken, note_bounced, set_aside
from ambasador.conversations import choosing, moves, queries, threading
from ambasador.conversations.events import MessageNotDelivered, MessageReceived
from ambasador.conversations.models import Direction, Doubt, Message, TaskMessage, TaskPurpose
from ambasador.conversations.threading import Place
from ambasador.conversations.uploads import Upload
from ambasador.conversations.verbs.arriving import one_after_another, take_in_from_line
from ambasador.conversations.verbs.keeping import attach, remember_references
from ambasador.conversations.verbs.tasks import accept_task, answer_task, ask_back, post, propose_date, refuse_task
from ambasador.conversations.verbs.writing import received_from_customer, topics_of
from ambasador.customers.models import Customer
from ambasador.customers.verbs import recognise
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.language import language_of
from ambasador.lib.refusal import Refused
from ambasador.procedures import consent
from ambasador.tickets.models import Attention, Step, StepState, Ticket
from ambasador.tickets.verbs import call_attention, continue_case, open_ticket

log = logging.getLogger(__name__)
WITH_PERFORMER = (StepState.OFFERED, StepState.ACCEPTED, StepState.RETURNED)


@transaction.atomic
def take_in(raw_input: RawInput, *, by: Actor = SYSTEM) -> Ticket | None:
    """
    Make of one kept message what it is: a reply in a ticket, an answer to a task, a bounce, or a new ticket.

    1. The row is locked and must still wait: a message is taken once, however often this runs.
    2. It is parsed; what cannot be parsed raises, and the caller keeps it visible.
    3. Bounces go to the ticket of the message that bounced; our own mail that comes back is set aside.
    4. The place is found by references, signed address, or number with a known sender; otherwise a new ticket is opened for the sender.
    Returns the ticket, or None when it was set aside.
    """
    raw_input = RawInput.objects.select_for_update(of=("self",)).select_related("mailbox", "line", "file").get(pk=raw_input.pk)
    if raw_input.state in (RawInputState.TAKEN, RawInputState.SET_ASIDE):
        return None
    if raw_input.line is not None:
        return take_in_from_line(raw_input, raw_input.line, by=by)
    one_after_another()
    raw = raw_input.read()
    parsed, trust = parse(raw), trust_of(raw, believed=settings.MAIL_RECEIVERS)
    if parsed.is_bounce:
        return note_bounce(raw_input, parsed, by=by)
    if queries.is_own_address(_address(parsed)):
        set_aside(raw_input, reason="from_ourselves", by=by)
        return None
    place = _place_of(raw_input, parsed)
    if place is None and parsed.is_automatic and parsed.ancestors:
        set_aside(raw_input, reason="automatic_reply_to_nothing", by=by)
        return None
    if place is not None and place.step is not None:
        ticket = _into_task(raw_input, parsed, place, trust)
    elif place is not None:
        ticket = _into_ticket(raw_input, parsed, place, trust)
    else:
        ticket = _as_new(raw_input, parsed, trust, by=by)
    mark_taken(raw_input, by=by)
    return ticket


def take_in_at_once(raw_input: RawInput, *, by: Actor = SYSTEM) -> bool:
    """
    Try to take in what was just kept, without waiting for the worker; whether that went well. Call it outside a transaction.

    What goes wrong here is no news: the same is done by the reaction to its keeping, which notes what it finds.
    """
    try:
        take_in(raw_input, by=by)
    except Exception:  # the outermost loop of what came in: the worker finds the same, and keeps it visible [I3]
        log.info("raw input %s waits for the worker", raw_input.pk, exc_info=True)
        return False
    return True


@transaction.atomic
def note_bounce(raw_input: RawInput, parsed: ParsedMessage, *, by: Actor) -> Ticket | None:
    """A message of ours came back: its ticket's owner is told. Records MessageNotDelivered; a bounce of nothing we sent is set aside."""
    outgoing = queries.bounced_message(parsed)
    place = queries.place_of_outgoing(outgoing) if outgoing else None
    if outgoing is None or place is None:
        set_aside(raw_input, reason="bounce_of_unknown_message", by=by)
        return None
    ticket = Ticket.objects.get(pk=place.ticket)
    tell_not_delivered(ticket, outgoing, raw_input=raw_input, is_task=place.step is not None, by=by)
    said = parsed.bounce
    if said and (not outgoing.payload.get("cc") or outgoing.recipient.lower() in {one.lower() for one in said.recipients}):
        note_bounced(outgoing, is_permanent=said.is_permanent, code=said.status or code_in(said.explanation), diagnostic=said.explanation, by=by)
    mark_taken(raw_input, by=by)
    return ticket


def tell_not_delivered(ticket: Ticket, outgoing: OutboxMessage, *, raw_input: RawInput | None, is_task: bool, by: Actor) -> None:
    fact = MessageNotDelivered(ticket=ticket.id, outgoing=outgoing.id, raw_input=raw_input.id if raw_input else None, is_task=is_task)
    record(fact, by=by, topics=topics_of(ticket))
    call_attention(ticket, reason=Attention.UNDELIVERED, by=by)


def _place_of(raw_input: RawInput, parsed: ParsedMessage) -> Place | None:
    recipients = [*raw_input.envelope_to, *parsed.delivered_to, *(one.address for one in (*parsed.to, *parsed.cc))]
    own = [parsed.message_id] if parsed.message_id else []
    return threading.find(
        references=[*own, *parsed.ancestors[: threading.MOST_REFERENCES]],
        tokens=threading.tokens_in(recipients, settings.MAIL_DOMAIN),
        number=threading.number_in(parsed.subject),
        by_reference=queries.place_by_reference,
        by_token=queries.place_by_token,
        by_number=lambda number: queries.place_by_number(number, sender=_address(parsed)),
    )


def _into_ticket(raw_input: RawInput, parsed: ParsedMessage, place: Place, trust: Trust) -> Ticket:
    """
    A message in a case. It counts as the customer's when it comes from their address, nothing denies that, and it either knew a secret
    (our Message-ID, the signed address) or, found by the number alone, is proved where proofs are asked for.
    """
    ticket = Ticket.objects.select_related("customer").get(pk=place.ticket)
    needs_proof = place.basis == "subject" and trust.proof == UNPROVED
    is_known = not trust.is_denied and not needs_proof and queries.is_known_sender(ticket, _address(parsed))
    doubts = [*trust.doubts, *([Doubt.UNPROVED_NUMBER] if needs_proof else []), *_in_copy(parsed, ticket)]
    if is_known and not parsed.is_automatic:
        ticket = continue_case(ticket, by=Actor("customer", ticket.customer_id), channel="email")
    message = _write(ticket, raw_input, parsed, replace(trust, doubts=tuple(doubts)), is_verified=is_known, basis=place.basis)
    if parsed.is_automatic:
        return ticket
    if is_known:
        received_from_customer(ticket, message, by=Actor("customer", ticket.customer_id))
    else:
        call_attention(ticket, reason=Attention.CUSTOMER_REPLIED, by=SYSTEM, message_at=message.at)
    return ticket


def _into_task(raw_input: RawInput, parsed: ParsedMessage, place: Place, trust: Trust) -> Ticket:
    """
    What a performer writes about their task: taken, asked back, refused, another date, or answered, by the words it begins with.

    It counts only from somebody of the task's unit whom nothing denies, and never from a machine; anything else is kept in the thread, marked.
    """
    step = Step.objects.select_related("ticket", "unit").get(pk=place.step or 0)
    new, quoted, _rest = split_reply(parsed.text)
    text = new.strip() or parsed.text.strip()
    sender = queries.sender_in_unit(step.unit, _address(parsed)) if step.unit and not trust.is_denied else None
    uploads = _uploads(parsed)
    author = _name(parsed)
    entry: TaskMessage | None = None
    if sender is not None and not parsed.is_automatic and step.state in WITH_PERFORMER and not step.ticket.is_closed:
        entry = _perform(step, text, by=sender, uploads=uploads)
    if entry is None:
        purpose = TaskPurpose.AUTOMATIC if parsed.is_automatic else TaskPurpose.COMMENT
        entry = post(
            step, purpose=purpose, text=text, by=sender or SYSTEM, channel="email", uploads=uploads, is_verified=sender is not None,
            author_name=author,
        )  # fmt: skip
        if not parsed.is_automatic:
            call_attention(step.ticket, reason=Attention.UNIT_ANSWERED, by=sender or SYSTEM)
    entry.direction, entry.quoted, entry.raw_input, entry.message_id = Direction.IN, quoted, raw_input, parsed.message_id[:255]
    entry.author_name = entry.author_name or author
    entry.proof, entry.doubts, entry.files_left_out = trust.proof, list(trust.doubts), parsed.left_out
    entry.save(update_fields=["direction", "quoted", "raw_input", "message_id", "author_name", "proof", "doubts", "files_left_out"])
    remember_references([parsed.message_id], ticket=step.ticket, step=step)
    return step.ticket


def _perform(step: Step, text: str, *, by: Actor, uploads: Sequence[Upload]) -> TaskMessage | None:
    """Do what the reply says and return its entry in the thread; None when it is refused, or changes nothing: then it is kept as it is."""
    offered = {option["code"]: [option[language] for language in ("pl", "en") if option.get(language)] for option in step.answer_options}
    if step.is_approval:
        offered = {code: list(said) for code, said in consent.WORDS.items()}
    move = moves.read_move(text, options=offered, at=clock.now(), zone=settings.TIME_ZONE)
    how: dict[str, Any] = {"by": by, "channel": "email", "uploads": uploads}
    last = step.thread.order_by("-id").values_list("id", flat=True).first() or 0
    try:
        with transaction.atomic():
            if move.kind == moves.ACCEPT:
                accept_task(step, text=text, **how)
            elif move.kind == moves.QUESTION and step.state != StepState.RETURNED:
                ask_back(step, missing=move.text, **how)
            elif move.kind == moves.REFUSAL:
                refuse_task(step, reason=move.text, **how)
            elif move.kind == moves.DATE and move.due_at:
                propose_date(step, due_at=move.due_at, reason=move.text, **how)
            else:
                answer_task(step, code=move.code, text=move.text, data=queries.data_of_letter(step, text), **how)
    except Refused:
        return None
    return step.thread.filter(id__gt=last).order_by("-id").first()


def _as_new(raw_input: RawInput, parsed: ParsedMessage, trust: Trust, *, by: Actor) -> Ticket:
    """A new matter. One whose sender is denied is a case too, marked, and nobody is written to about it by the program alone."""
    language = language_of(f"{parsed.subject}\n{parsed.text[:4000]}")
    customer = _customer(parsed, language, by)
    chosen = choosing.procedure_for(parsed.subject, parsed.text)
    ticket = open_ticket(
        customer=customer, subject=parsed.subject or parsed.text[:80], channel="email", language=language, version=chosen.version,
        why_version=chosen.words, by=by,
    )  # fmt: skip
    _write(ticket, raw_input, parsed, trust, is_verified=not trust.is_denied, basis="new")
    return ticket


def _customer(parsed: ParsedMessage, language: str, by: Actor) -> Customer:
    """Whom the message is from; one without a sender is somebody unknown, until a person finds out."""
    return recognise(email=_address(parsed) or None, name=_name(parsed) or _("Unknown sender"), language=language, by=by)


def _address(parsed: ParsedMessage) -> str:
    """The address to answer: the sender's, else the first reply address."""
    one = parsed.sender or next(iter(parsed.reply_to), None)
    return one.address if one else ""


def _name(parsed: ParsedMessage) -> str:
    return (parsed.sender.name if parsed.sender else "") or _address(parsed)


def _write(ticket: Ticket, raw_input: RawInput, parsed: ParsedMessage, trust: Trust, *, is_verified: bool, basis: str) -> Message:
    new, quoted, signature = split_reply(parsed.text)
    at = clock.now()
    message = Message.objects.create(
        ticket=ticket,
        direction=Direction.IN,
        channel="email",
        from_name=_name(parsed)[:200],
        from_address=_address(parsed)[:320],
        to_address=", ".join(one.address for one in parsed.to)[:320],
        subject=parsed.subject[:500],
        text=new,
        quoted=quoted,
        signature=signature,
        html=clean_html(parsed.html) if parsed.html else "",
        message_id=parsed.message_id[:255],
        raw_input=raw_input,
        is_verified=is_verified,
        proof=trust.proof,
        doubts=list(trust.doubts),
        is_automatic=parsed.is_automatic,
        files_left_out=parsed.left_out,
        at=at,
    )
    attach(message, _uploads(parsed))
    remember_references([parsed.message_id, *parsed.ancestors[: threading.MOST_REFERENCES]], ticket=ticket)
    fact = MessageReceived(
        ticket=ticket.id, message=message.id, channel="email", basis=basis, is_verified=is_verified, is_automatic=parsed.is_automatic,
        proof=trust.proof,
    )  # fmt: skip
    record(fact, by=Actor("customer", ticket.customer_id) if is_verified else SYSTEM, at=at, topics=topics_of(ticket))
    Ticket.objects.filter(pk=ticket.pk).update(last_message_at=at)
    return message


def _in_copy(parsed: ParsedMessage, ticket: Ticket) -> list[Doubt]:
    """Whether the message also went to people the case does not know, which is told and changes nothing. One query."""
    others = [one.address.lower() for one in (*parsed.to, *parsed.cc)][:50]
    return [Doubt.STRANGERS_IN_COPY] if queries.strangers_among(ticket, others) else []


def _uploads(parsed: ParsedMessage) -> Sequence[Upload]:
    return [Upload(file.name, file.media_type, file.content, file.content_id, was_received=True) for file in parsed.attachments]
