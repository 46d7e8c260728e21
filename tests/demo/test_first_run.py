"""An empty installation can take its first message."""

import pytest

from ambasador.channels.models import Mailbox
from ambasador.channels.verbs import keep_raw_input
from ambasador.cli import first_run
from ambasador.cli.demo.post import letter
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_the_first_message_becomes_a_ticket_with_an_owner_and_a_route(run_jobs):
    assert "/signin/link/" in first_run.prepare_company()
    raw = letter(
        sender=("Ewa", "ewa@poczta.example"),
        to="kontakt@x.example",
        subject="Pytanie",
        text="Dzień dobry, kiedy otwieracie?",
        at=clock.now(),
        message_id="<1@x>",
    )
    keep_raw_input(raw, mailbox=Mailbox.objects.get(), by=SYSTEM)
    run_jobs()
    ticket = Ticket.objects.get()
    assert ticket.owner.email == first_run.ADMIN_ADDRESS
    assert ticket.version.procedure.is_default
    assert ticket.steps.count() == 1


def test_preparing_again_changes_nothing():
    first_run.prepare_company()
    before = Event.objects.count()
    assert first_run.prepare_company() is None
    assert Event.objects.count() == before
