"""Letters of reminders and escalations: one digest for an address instead of a flood, a word to the customer, and a polite end. [O4]"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.conversations.models import Message
from ambasador.conversations.verbs.telling import takes_automatic_mail, to_customer
from ambasador.directory.models import Unit
from ambasador.directory.queries import centre
from ambasador.journal.actors import Actor
from ambasador.lib import clock, words
from ambasador.outreach.models import Contact
from ambasador.outreach.verbs import send_contact
from ambasador.tickets.models import Attention, Notice, Nudge, Step, StepState
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.nudging import BEFORE, ESCALATIONS
from ambasador.tickets.verbs import call_attention, close_ticket, note_told, task_link
from ambasador.tickets.verbs.links import task_token

GATHERS_FOR, PAUSE = timedelta(minutes=5), timedelta(hours=3)
AT_MOST, LOCK = 100, 21
WAITED_FOR = (StepState.OFFERED, StepState.ACCEPTED)


def addresses_to_tell(at: datetime, *, limit: int = 200) -> list[str]:
    """Addresses whose first notice has waited for company long enough and that had no digest in the last hours; one query."""
    lately = Notice.objects.filter(address=OuterRef("address"), told_at__gt=at - PAUSE, contact__isnull=False)
    waiting = Notice.objects.filter(told_at=None).exclude(Exists(lately)).values("address").annotate(first=Min("made_at"))
    return list(waiting.filter(first__lte=at - GATHERS_FOR).order_by("first").values_list("address", flat=True)[:limit])


@transaction.atomic
def send_digest(address: str, *, by: Actor) -> Contact | None:
    """
    One letter with everything that an address has to hear of; None when nothing is left to say.

    Workers that come for the same address wait for one another, so nothing is told twice. What was answered meanwhile is not told at all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [address.lower(), LOCK])
    at = clock.now()
    loaded = Notice.objects.filter(address=address, told_at=None).select_related(
        "person__unit", "nudge__unit", "nudge__step__unit__calendar", "nudge__step__ticket__owner"
    )
    notices = list(loaded.order_by("nudge__due_at", "id")[:AT_MOST])
    standing = [notice for notice in notices if _is_waited_for(notice.nudge)]
    Notice.objects.filter(id__in=[notice.id for notice in notices if notice not in standing]).update(told_at=at)
    if not standing:
        return None
    newest = {notice.nudge.step_id: notice for notice in standing}  # of several about one task, the last one says it all
    reader = newest[standing[0].nudge.step_id]
    unit = reader.nudge.unit or reader.nudge.step.unit
    assert unit
    with translation.override(unit.language):
        lines = [_line(notice, unit, at=at, by=by) for notice in newest.values()]
        subject = ngettext("%(count)s task waits for an answer", "%(count)s tasks wait for an answer", len(lines)) % {"count": len(lines)}
        context = {"lines": lines, "name": reader.person.name if reader.person else "", "firm": centre().name_for(unit.language)}
        text = render_to_string("conversations/mail/digest.txt", context).strip() + "\n"
    contact = send_contact(
        to=address, to_name=reader.person.name if reader.person else unit.name, purpose="reminder",
        matter=reader.nudge.step.ticket_id if len(lines) == 1 else None, recipient_kind="person" if reader.person else "unit",
        recipient_id=reader.person.id if reader.person else unit.id, subject=subject, text=text, by=by, automatic=True,
        from_name=centre().name_for(unit.language),
    )  # fmt: skip
    note_told(standing, contact=contact, by=by)
    return contact


def _is_waited_for(nudge: Nudge) -> bool:
    step = nudge.step
    return step.state in WAITED_FOR and step.due_at == nudge.due_at and not step.ticket.is_closed


def _line(notice: Notice, unit: Unit, *, at: datetime, by: Actor) -> dict[str, str]:
    """A task in a digest: what, for which case, until when, whom it waits on, and the way to it."""
    step = notice.nudge.step
    spoken = words.for_language(unit.language)
    is_theirs = unit.id == step.unit_id and notice.nudge.level not in ESCALATIONS
    assert step.due_at
    return {
        "name": step.name_for(unit.language),
        "number": str(step.ticket.number),
        "due": spoken.moment(step.due_at, now=at),
        "when": "before" if notice.nudge.level == BEFORE else "late",
        "who": "" if is_theirs else _who_has(step, unit.language),
        "owner": step.ticket.owner.name if step.ticket.owner else "",
        "link": _way(step, notice, unit, by=by),
    }


def _who_has(step: Step, language: str) -> str:
    """Dział Reklamacji – Ewa Sowa"""
    unit = step.unit.name_for(language) if step.unit else ""
    return f"{unit} – {step.assignee.name}" if step.assignee else unit


def _way(step: Step, notice: Notice, unit: Unit, *, by: Actor) -> str:
    """The signed link for who works by e-mail and has the task themselves, else the department's desk, which asks who it is."""
    if unit.id == step.unit_id and unit.works_by == "email":
        person = notice.person if notice.person and notice.person.unit_id == unit.id else None
        return f"{settings.SITE_URL}/z/{task_token(task_link(step, sent_to=notice.address, by=by, person=person))}/"
    return f"{settings.SITE_URL}/tasks/{step.id}/" if notice.person and notice.person.user_id else ""


@transaction.atomic
def remind_customer(step: Step, *, by: Actor) -> Message | None:
    """Remind the customer of what we wait for, in their thread, with the link. Nothing to who takes no letters from machines. Records MessageSent."""
    ticket = step.ticket
    if step.state not in WAITED_FOR or ticket.is_closed or not takes_automatic_mail(ticket):
        return None
    with translation.override(ticket.language):
        subject = _("We still need one thing from you [#%(number)s]") % {"number": ticket.number}
    return to_customer(ticket, "reminder", subject, {"question": step.question or step.name_for(ticket.language)}, purpose="reminder", by=by)


@transaction.atomic
def end_unanswered(step: Step, *, by: Actor) -> None:
    """
    The customer did not answer after the last reminder: close politely, when the procedure says so, else tell the owner.

    Records MessageSent and TicketClosed, or AttentionCalled. A reply opens the case again, with the same owner. Nothing when they answered.
    """
    ticket = step.ticket
    if step.state not in WAITED_FOR or ticket.is_closed:
        return
    if ticket.version is None or not ticket.version.closes_unanswered:
        call_attention(ticket, reason=Attention.NO_ANSWER, by=by)
        return
    if takes_automatic_mail(ticket):
        with translation.override(ticket.language):
            subject = _("We close your case for now [#%(number)s]") % {"number": ticket.number}
        to_customer(ticket, "unanswered", subject, {"question": step.question or step.name_for(ticket.language)}, purpose="status", by=by)
    close_ticket(ticket, reason=ClosingReason.NO_REPLY, by=by)

