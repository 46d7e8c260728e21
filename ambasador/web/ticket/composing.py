"""The composer of a ticket: three modes that cannot be taken for one another."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.channels.queries import bounced
from ambasador.conversations.queries import Way, ways_to_answer
from ambasador.conversations.verbs.keeping import email_of
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Ticket
from ambasador.web.shapes import State
from ambasador.web.ticket.composer_shapes import Composer, NoteMode, Option, ReplyMode, TaskMode
from ambasador.web.ticket.recipients import dues, recipients


def composer_of(
    ticket: Ticket, *, by: Actor, mode: str = "reply", text: str = "", error: str = "", to: str = "", line: str | None = None
) -> Composer:
    """
    The modes; `text`, `to`, `line` and `error` are put back into the mode that was refused. Six queries; two more where there is more
    than mail.
    """
    address = email_of(ticket.customer)
    ways = ways_to_answer(ticket)
    verdict = _verdict(address, has_more=bool(ways))

    def kept(name: str) -> tuple[str, str]:
        return (text, error) if name == mode else ("", "")

    number = [ticket.number]
    reply = ReplyMode(reverse("web:replies", args=number), ticket.customer.name, address, verdict, _("service message"), *kept("reply"))
    if ways:
        note = _("A text message has 160 characters, 70 with Polish letters; files go by e-mail.") if _has_texts(ways) else ""
        reply = replace(reply, ways=_options(ticket, address, ways, chosen=line), ways_note=note)
    return Composer(
        draft=f"ticket-{ticket.number}",
        reply=reply,
        note=NoteMode(reverse("web:notes", args=number), _("seen by: the contact centre"), *kept("note")),
        task=None if ticket.is_closed else _task_mode(ticket, by, to, *kept("task")),
        mode=mode,
        has_say=not ticket.is_closed,
    )


def _verdict(address: str, *, has_more: bool) -> State:
    """Whether a reply may go, and that what went to this address before came back. One query."""
    known = bounced(address)
    if known is not None:
        return State(_("messages to this address come back: %(why)s") % {"why": known.says}, "bad" if known.is_permanent else "risk", "warn")
    return State(_("may be sent"), "ok", "check") if address or has_more else State(_("no e-mail address"), "bad", "warn")


def channel_says(channel: str) -> str:
    """How people call it."""
    names = {
        "email": _("e-mail"), "page": _("case page"), "form": _("web form"), "phone": _("call"), "sms": _("text message"),
        "chat": _("chat"), "whatsapp": "WhatsApp", "messenger": "Messenger", "telegram": "Telegram",
    }  # fmt: skip
    return names.get(channel, channel)


def _has_texts(ways: list[Way]) -> bool:
    return any(way.channel == "sms" for way in ways)


def _options(ticket: Ticket, address: str, ways: list[Way], *, chosen: str | None) -> list[Option]:
    """Mail and the lines; what was chosen before, else what the customer wrote over last, stands first chosen. One query."""
    if chosen is None:
        last = ticket.messages.filter(direction="in").order_by("-id").values_list("channel", flat=True).first() or ticket.channel
        chosen = next((str(way.line.id) for way in ways if way.channel == last), "")
    offered = [Option("", f"{channel_says('email')}, {address}", not chosen)] if address else []
    return offered + [Option(str(way.line.id), f"{channel_says(way.channel)}, {way.shown}", str(way.line.id) == chosen) for way in ways]


def _task_mode(ticket: Ticket, by: Actor, to: str, text: str, error: str) -> TaskMode | None:
    """None where there is nobody to ask."""
    now_at = ticket.current_step.unit_id if ticket.current_step else None
    groups = recipients(by, chosen=to or f"unit:{now_at}")
    if not groups:
        return None
    return TaskMode(
        url=reverse("web:tasks", args=[ticket.number]),
        groups=groups,
        dues=[Option("", _("standard of the competence")), *dues()],
        pack_says=_("Customer, purchases, history and files go with it."),
        text=text,
        error=error,
    )
