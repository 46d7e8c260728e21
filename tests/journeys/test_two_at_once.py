"""Two people and the clock at the same tickets at the same time: no deadlock, no lost update, one owner. [N1, F14, F15]"""

import contextlib
import random
import threading

import pytest
from django.db import connection

from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.lib.refusal import Refused
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Ownership, Step, Ticket
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.req("N1"), pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EACH, TICKETS = 120, 3


def act(rng: random.Random, by, others, people) -> None:
    """One random operation on a random ticket."""
    ticket = Ticket.objects.order_by("id")[rng.randrange(TICKETS)]
    step = Step.objects.select_related("ticket").filter(ticket=ticket).order_by("?").first()
    offer = Handover.objects.select_related("ticket").filter(ticket=ticket).order_by("-id").first()
    acts = [
        lambda: verbs.take_ticket(ticket, by=by),
        lambda: verbs.take_over_ticket(ticket, reason="choroba", by=by),
        lambda: verbs.offer_handover(ticket, to=rng.choice(people), reason="urlop", by=by),
        lambda: offer and verbs.accept_handover(offer, by=by),
        lambda: offer and verbs.decline_handover(offer, reason="nie", by=by),
        lambda: verbs.answer_step(step, text=f"odpowiedź {rng.randrange(9)}", by=by),
        lambda: verbs.return_step(step, missing="numer", by=by),
        lambda: verbs.resend_step(step, supplied="jest", by=by),
        lambda: verbs.skip_step(step, reason="faster", by=by),
        lambda: verbs.bring_step_forward(step, reason="faster", by=by),
        lambda: verbs.send_step_elsewhere(step, unit=None, reason="faster", by=by),
        lambda: verbs.close_ticket(ticket, reason="solved", by=by),
        lambda: verbs.reopen_ticket(ticket, reason="reply", by=by),
        lambda: verbs.nudge_steps(),
        lambda: verbs.name_obstacle(ticket, kind="other", text=f"brak {rng.randrange(5)}", by=by),
    ]
    with contextlib.suppress(Refused):
        rng.choice(acts)()


def test_two_people_and_the_clock_at_once(company, anna, bartek, celina, ewa):
    for number in range(TICKETS):
        verbs.open_ticket(
            customer=ewa, subject=f"Sprawa {number}", channel="email", version=company.complaint, owner=anna if number else None, by=SYSTEM
        )
    people = [anna, bartek]
    failures: list[BaseException] = []
    together = threading.Barrier(3)

    def work(number: int, by) -> None:
        rng = random.Random(number)
        together.wait()
        try:
            for _time in range(EACH):
                act(rng, by, people, people)
        except BaseException as failure:  # whatever it is, also a deadlock that PostgreSQL broke, the test must see it
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(number, by)) for number, by in enumerate([anna.actor, bartek.actor, SYSTEM])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    for ticket in Ticket.objects.all():
        assert_true_to_journal(ticket)
    assert Event.objects.filter(kind="tickets.owner_changed").count() == Ownership.objects.filter(basis__in=["handover", "takeover"]).count()
    assert Handover.objects.filter(state="accepted").count() == Ownership.objects.filter(basis="handover").count()
