"""
Letters of reminders: to departments, partners and colleagues one a working half-day, with all that was collected; to a customer each. [O4]
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.accounts.models import User
from ambasador.conversations.digest import half_day
from ambasador.conversations.events import DigestSent
from ambasador.conversations.models import Digest
from ambasador.conversations.verbs.telling import takes_automatic_mail, to_customer
from ambasador.directory.models import Person, Unit
from ambasador.directory.queries import centre, working_time_of
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock, words
from ambasador.outreach.models import Contact
from ambasador.outreach.policy import REMINDER
from ambasador.outreach.verbs import send_contact
from ambasador.tickets.data import words_asked
from ambasador.tickets.models import Attention, Notice, Step, StepState, Ticket
from ambasador.tickets.nudging import CLOSING, is_rung
from ambasador.tickets.verbs import call_attention, task_link
from ambasador.tickets.verbs.links import task_token

IN_A_LETTER = 50
WITH_PERFORMER = (StepState.OFFERED, StepState.ACCEPTED)


@dataclass(frozen=True)
class Addressee:
    """Whom a digest goes to. `account` is their user, who follows links to the desk; others get links of their own to tasks of `unit`."""

    kind: str
    id: int
    address: str
    name: str
    language: str
    unit: Unit
    person: Person | None = None
    account: User | None = None


@dataclass(frozen=True)
class Line:
    """A line of the letter."""

    number: int
    name: str
    due: str
    who: str
    owner: str
    link: str


@transaction.atomic
def send_digest(kind: str, number: int, *, by: Actor) -> Digest | None:
    """
    Send a recipient all that was collected, unless they had a letter in this working half-day, or do not work now. Records DigestSent.

    What is over meanwhile is not told any more; of the rest the first fifty have a line of their own. The letter, the marks of the
    notices and the row that forbids another letter in this half-day are one transaction: killed anywhere, it is sent once or not yet.
    """
    to = addressee(kind, number)
    waiting = Notice.objects.filter(recipient_kind=kind, recipient_id=number, told_at=None)
    at = clock.now()
    if to is None:
        waiting.update(told_at=at)
        return None
    half = half_day(working_time_of(to.unit.calendar), at)
    if half is None:
        return None
    try:
        with transaction.atomic():
            digest = Digest.objects.create(recipient_kind=kind, recipient_id=number, on=half.on, is_afternoon=half.is_afternoon, at=at)
    except IntegrityError:  # had theirs, or another worker is sending it now
        return None
    notices = list(waiting.select_for_update(of=("self",)).select_related(*LOADED).order_by("nudge__due_at", "id"))
    telling = [notice for notice in notices if _is_true(notice)]
    contact = _letter(to, telling, at=at, by=by) if telling else None
    Notice.objects.filter(pk__in=[notice.pk for notice in telling]).update(told_at=at, contact=contact)
    waiting.filter(pk__in=[notice.pk for notice in notices]).update(told_at=at)
    if contact is None:
        digest.delete()
        return None
    digest.contact, digest.notices = contact, len(telling)
    digest.save(update_fields=["contact", "notices"])
    record(DigestSent(digest=digest.id, recipient_kind=kind, recipient=number, notices=len(telling), verdict=contact.verdict), by=by, at=at)
    return digest


LOADED = ("nudge__step__ticket__owner", "nudge__step__unit", "nudge__step__assignee")


@transaction.atomic
def remind_customer(notice: Notice, *, by: Actor) -> Contact | None:
    """
    Remind a customer of what we asked, or tell them politely that the case was closed, in their thread. Records MessageSent.

    Nothing is sent when they have answered meanwhile. Who has no address, or takes no letters from machines, is the owner's to reach.
    """
    Ticket.objects.lock(Ticket(pk=notice.nudge.step.ticket_id))
    notice = Notice.objects.select_related("nudge__step__ticket__owner", "nudge__step__ticket__customer").get(pk=notice.pk)
    if notice.told_at:
        return None
    step, closes = notice.nudge.step, notice.nudge.level == CLOSING
    ticket, at = step.ticket, clock.now()
    notice.told_at = at
    if _is_true(notice):
        message = None
        if takes_automatic_mail(ticket):
            with translation.override(ticket.language):
                number = {"number": ticket.number}
                subject = _("We close your case for now [#%(number)s]") % number if closes else _("We still need one thing from you [#%(number)s]") % number
            context = {"question": words_asked(step)}
            template = "unanswered" if closes else "reminder"
            message = to_customer(ticket, template, subject, context, purpose=REMINDER, by=by)
        notice.contact = message.contact if message else None
        if message is None and not closes:
            call_attention(ticket, reason=Attention.UNDELIVERED, by=by)
    notice.save(update_fields=["told_at", "contact"])
    return notice.contact


def addressee(kind: str, number: int) -> Addressee | None:
    """Who a recipient is now; None when they have left, or have no address. Two queries at most."""
    if kind == "unit":
        unit = Unit.objects.select_related("calendar").filter(pk=number, is_active=True).exclude(email="").first()
        return Addressee(kind, number, unit.email, unit.name, unit.language, unit) if unit else None
    if kind == "user":
        user = User.objects.filter(pk=number, is_active=True).first()
        return Addressee(kind, number, user.email, user.name, user.language, centre(), account=user) if user else None
    person = Person.objects.select_related("unit__calendar", "user").filter(pk=number, is_active=True).first()
    account = person.user if person and person.user and person.user.is_active else None
    address = person.email or (account.email if account else "") if person else ""
    if person is None or not address:
        return None
    return Addressee(kind, number, address, person.name, account.language if account else person.unit.language, person.unit, person, account)


def _is_true(notice: Notice) -> bool:
    """What the notice tells still holds: the step is with its performer, in the same round; a closed case is still closed."""
    nudge = notice.nudge
    if nudge.level == CLOSING:
        return nudge.step.ticket.is_closed
    return nudge.step.state in WITH_PERFORMER and nudge.step.nudge_round == nudge.round and not nudge.step.ticket.is_closed


def _letter(to: Addressee, notices: Sequence[Notice], *, at: datetime, by: Actor) -> Contact:
    shown = notices[:IN_A_LETTER]
    with translation.override(to.language):
        context: dict[str, Any] = {
            "late": _lines(to, (one for one in shown if is_rung(one.nudge.level)), at, by),
            "reminded": _lines(to, (one for one in shown if not is_rung(one.nudge.level) and one.nudge.level != CLOSING), at, by),
            "closed": _lines(to, (one for one in shown if one.nudge.level == CLOSING), at, by),
            "more": len(notices) - len(shown),
            "desk": f"{settings.SITE_URL}/" if to.account else "",
            "firm": centre().name_for(to.language),
        }
        text = render_to_string("conversations/mail/digest.txt", context).strip() + "\n"
        subject = ngettext("%(n)s task to look at", "%(n)s tasks to look at", len(notices)) % {"n": len(notices)}
    return send_contact(
        to=to.address,
        to_name=to.name,
        purpose=REMINDER,
        recipient_kind="unit" if to.kind == "unit" else "person",
        recipient_id=to.person.id if to.person else to.unit.id if to.kind == "unit" else None,
        subject=subject,
        text=text,
        by=by,
        automatic=True,
    )


def _lines(to: Addressee, notices: Iterable[Notice], at: datetime, by: Actor) -> list[Line]:
    spoken = words.for_language(to.language)
    return [
        Line(
            number=step.ticket.number,
            name=step.name_for(to.language),
            due=spoken.moment(step.due_at, now=at) if step.due_at else "",
            who=_performer(step, to),
            owner=step.ticket.owner.name if step.ticket.owner else "",
            link=_link(to, step, by),
        )
        for step in (notice.nudge.step for notice in notices)
    ]


def _performer(step: Step, to: Addressee) -> str:
    """Who has it, as far as it is news to the reader."""
    if step.assignee and step.assignee != to.person:
        return step.assignee.name
    return step.unit.name_for(to.language) if step.unit and to.kind != "unit" else ""


def _link(to: Addressee, step: Step, by: Actor) -> str:
    """
    The desk for who signs in; a signed link for others, but only to tasks of their own unit: those above read of a task and ask its owner.
    """
    if to.account and to.account.is_centre:
        return f"{settings.SITE_URL}/tickets/{step.ticket.number}/"
    if step.unit_id != to.unit.id:
        return ""
    if to.account:
        return f"{settings.SITE_URL}/tasks/{step.id}/"
    return f"{settings.SITE_URL}/z/{task_token(task_link(step, sent_to=to.address, by=by, person=to.person))}/"
