"""
The demo company goes on living: departments and partners answer, now and then a customer writes.

At most one thing happens in a minute, through the door it would really use: letters are handed to the running mail listener over SMTP.
"""

import random
import smtplib
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings

from ambasador.cli.demo import letters
from ambasador.cli.demo.acts import actor_of
from ambasador.cli.demo.halina import HER_NUMBER
from ambasador.cli.demo.post import File, letter
from ambasador.conversations.models import TaskPurpose
from ambasador.conversations.verbs import answer_task
from ambasador.conversations.verbs.keeping import email_of, task_address, ticket_address
from ambasador.customers.models import Customer
from ambasador.directory.models import Person
from ambasador.directory.queries import working_time_of
from ambasador.lib import clock
from ambasador.tickets.models import Step, Ticket

MOST_OPEN = 400
RESTS_FOR = timedelta(minutes=6)
"""A task lies at least so long before it is answered, so that a visitor can answer it first."""


def live_a_minute(rng: random.Random | None = None) -> str:
    """Let perhaps one thing happen; returns what it was, or nothing."""
    rng = rng or random.Random()  # noqa: S311
    things: dict[str, tuple[float, Callable[[random.Random], bool]]] = {
        "department": (0.30, _department_answers), "partner": (0.12, _partner_answers), "customer_answers": (0.08, _customer_answers),
        "new": (0.06, _customer_writes),
    }  # fmt: skip
    drawn = rng.random()
    for name, (share, act) in things.items():
        drawn -= share
        if drawn < 0:
            return name if act(rng) else ""
    return ""


def send(
    sender: tuple[str, str],
    to: str,
    subject: str,
    text: str,
    *,
    answers: Sequence[str] = (),
    files: Sequence[File] = (),
    listener: str = "",
) -> str:
    """Hand a letter to the mail listener (host:port; the installation's own when empty); returns its Message-ID. Raises OSError."""
    message_id = f"<{uuid.uuid4().hex}@{sender[1].rpartition('@')[2]}>"
    raw = letter(sender=sender, to=to, subject=subject, text=text, at=clock.now(), message_id=message_id, answers=answers, files=files)
    host, _, port = (listener or settings.SMTP_LISTEN).rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=20) as server:
        server.sendmail(sender[1], [to], raw)
    return message_id


def _department_answers(rng: random.Random) -> bool:
    step = _waiting_step(rng, "department")
    if step is None:
        return False
    people = [person for person in Person.objects.filter(unit=step.unit, is_active=True).select_related("user") if person.user]
    if not people:
        return False
    code, text, public = rng.choice(letters.ANSWERS.get(step.key.partition("@")[0], letters.ANY_ANSWER))
    known = [option["code"] for option in step.answer_options]
    answer_task(step, by=actor_of(rng.choice(people)), channel="app", code=code if code in known else "", text=text, public=public)
    return True


def _partner_answers(rng: random.Random) -> bool:
    step = _waiting_step(rng, "partner")
    asked = step.thread.filter(purpose=TaskPurpose.QUESTION).exclude(message_id="").order_by("-id").first() if step else None
    person = Person.objects.filter(unit=step.unit, is_active=True).exclude(email="").first() if step else None
    if step is None or asked is None or person is None:
        return False
    text = rng.choice(letters.ANSWERS.get(step.key.partition("@")[0], letters.ANY_ANSWER))[1]
    send((person.name, person.email), task_address(step), f"Re: {step.name}", f"{text}\n\n-- \n{person.name}\n", answers=[asked.message_id])
    return True


def _customer_answers(rng: random.Random) -> bool:
    """A customer supplies what we wait for."""
    waiting = Step.objects.filter(performer="customer", state="offered", ticket__closed_at=None, started_at__lt=clock.now() - RESTS_FOR)
    step = waiting.exclude(ticket__number=HER_NUMBER).select_related("ticket__customer").order_by("?").first()
    asked = step.ticket.messages.filter(direction="out").exclude(message_id="").order_by("-id").first() if step else None
    if step is None or asked is None:
        return False
    client = step.ticket.customer
    text = f"{rng.choice(letters.FROM_CUSTOMER)}\n\n-- \n{client.name}\n"
    send((client.name, email_of(client)), ticket_address(step.ticket), f"Re: {asked.subject}", text, answers=[asked.message_id])
    return True


def _customer_writes(rng: random.Random) -> bool:
    if Ticket.objects.open().count() >= MOST_OPEN:
        return False
    clients = list(
        Customer.objects.filter(kind="person", language="pl", contact_points__kind="email", tickets__isnull=False).distinct()[:60]
    )
    if not clients:
        return False
    client = rng.choice(clients)
    subject, text = rng.choice(letters.FIRST[rng.choice(list(letters.FIRST))])
    send((client.name, email_of(client)), f"kontakt@{settings.MAIL_DOMAIN}", subject, f"{text}\n\n-- \n{client.name}\n")
    return True


def _waiting_step(rng: random.Random, performer: str) -> Step | None:
    """One of the oldest open tasks of units that are at work now."""
    now = clock.now()
    found = Step.objects.filter(
        performer=performer, state__in=["offered", "accepted"], ticket__closed_at=None, started_at__lt=now - RESTS_FOR
    )
    steps = found.exclude(ticket__number=HER_NUMBER).select_related("ticket", "unit__calendar", "competence").order_by("started_at")[:40]
    at_work = [step for step in steps if step.unit and working_time_of(step.unit.calendar).is_open(now)]
    return rng.choice(at_work[:12]) if at_work else None
