"""The composer of a ticket: three modes that cannot be taken for one another."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.conversations.verbs.keeping import email_of
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Ticket
from ambasador.web.shapes import Composer, NoteMode, Option, ReplyMode, State, TaskMode
from ambasador.web.ticket.recipients import dues, recipients


def composer_of(ticket: Ticket, *, by: Actor, mode: str = "reply", text: str = "", error: str = "", to: str = "") -> Composer:
    """The modes; `text`, `to` and `error` are put back into the mode that was refused. Four queries."""
    address = email_of(ticket.customer)
    verdict = State(_("may be sent"), "ok", "check") if address else State(_("no e-mail address"), "bad", "warn")

    def kept(name: str) -> tuple[str, str]:
        return (text, error) if name == mode else ("", "")

    number = [ticket.number]
    reply = ReplyMode(reverse("web:replies", args=number), ticket.customer.name, address, verdict, _("service message"), *kept("reply"))
    return Composer(
        draft=f"ticket-{ticket.number}",
        reply=reply,
        note=NoteMode(reverse("web:notes", args=number), _("seen by: the contact centre"), *kept("note")),
        task=None if ticket.is_closed else _task_mode(ticket, by, to, *kept("task")),
        mode=mode,
        has_say=not ticket.is_closed,
    )


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
