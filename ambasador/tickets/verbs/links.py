"""Doors for people without an account: a link to one task, a link to one case. The token in an address is signed, never stored."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from ambasador.directory.models import Person
from ambasador.journal.actors import Actor
from ambasador.lib import clock, tokens
from ambasador.tickets.events import CaseLinkMade, TaskLinkMade, TaskLinkOpened
from ambasador.tickets.models import CaseLink, Step, TaskLink, Ticket
from ambasador.tickets.verbs.settling import note

TASK_LINK_LIFE = timedelta(days=14)
CASE_LINK_LIFE = timedelta(days=365)


@transaction.atomic
def task_link(step: Step, *, sent_to: str, by: Actor, person: Person | None = None) -> TaskLink:
    """The open link of this address to the task, made when there is none. Records TaskLinkMade once; a standing link lives on longer."""
    assert step.unit_id
    now = clock.now()
    link, is_new = TaskLink.objects.select_for_update().get_or_create(
        step=step,
        unit_id=step.unit_id,
        sent_to=sent_to.lower(),
        closed_at=None,
        defaults={"person": person, "made_at": now, "expires_at": now + TASK_LINK_LIFE},
    )
    if is_new:
        note(step.ticket, TaskLinkMade(ticket=step.ticket_id, step=step.id, link=link.id), by=by, at=now)
    elif link.expires_at < now + TASK_LINK_LIFE / 2:
        link.expires_at = now + TASK_LINK_LIFE
        link.save(update_fields=["expires_at"])
    return link


@transaction.atomic
def case_link(ticket: Ticket, *, sent_to: str, by: Actor) -> CaseLink:
    """The open link of this address to the customer's page, made when there is none. Records CaseLinkMade once."""
    now = clock.now()
    link, is_new = CaseLink.objects.select_for_update().get_or_create(
        ticket=ticket,
        customer_id=ticket.customer_id,
        sent_to=sent_to.lower(),
        closed_at=None,
        defaults={"made_at": now, "expires_at": now + CASE_LINK_LIFE},
    )
    if is_new:
        note(ticket, CaseLinkMade(ticket=ticket.id, link=link.id), by=by, at=now)
    return link


@transaction.atomic
def note_task_link_opened(link: TaskLink, *, by: Actor) -> None:
    """
    Somebody opened the task in a browser for the first time. Records TaskLinkOpened once; opening accepts nothing and answers nothing.
    """
    link = TaskLink.objects.select_for_update().get(pk=link.pk)
    if link.opened_at is None:
        link.opened_at = clock.now()
        link.save(update_fields=["opened_at"])
        step = Step.objects.select_related("ticket").get(pk=link.step_id)
        note(
            step.ticket, TaskLinkOpened(ticket=step.ticket_id, step=step.id, link=link.id), by=by, at=link.opened_at, units=(step.unit_id,)
        )


def close_task_links(step: Step, *, at: datetime, keep_reading: bool = False) -> None:
    """
    Close the links of a task that went elsewhere. After an answer they stay readable until they expire, so that the writer sees what
    was sent.
    """
    if not keep_reading:
        TaskLink.objects.filter(step=step, closed_at__isnull=True).update(closed_at=at)


def task_token(link: TaskLink) -> str:
    return tokens.signed("task", link.id, key=settings.SECRET_KEY)


def case_token(link: CaseLink) -> str:
    return tokens.signed("case", link.id, key=settings.SECRET_KEY)
