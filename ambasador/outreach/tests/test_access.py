"""Who may write to people outside, and who lets go what the gate holds."""

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.journal.actors import CLOCK, SYSTEM, Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.outreach.models import Contact, Verdict
from ambasador.outreach.verbs import release_contact, send_contact

pytestmark = pytest.mark.django_db

AGENT, LEAD, ADMIN, DEPARTMENT = (Actor("user", 1, roles=frozenset({role})) for role in ("agent", "lead", "admin", "department"))
OUTSIDE = [DEPARTMENT, Actor("person", 1), Actor("unit", 1), Actor("customer", 1)]
MANAGERS = [LEAD, ADMIN, SYSTEM, CLOCK]


def send(by: Actor) -> Contact:
    return send_contact(
        to="ewa@poczta.example", purpose="reply", recipient_kind="customer", recipient_id=1, subject="Pralka", text="Dzień dobry", by=by
    )


@pytest.mark.parametrize("actor", [AGENT, *MANAGERS])
def test_the_contact_centre_and_our_machinery_write_to_people(actor):
    assert send(actor).is_allowed


@pytest.mark.parametrize("actor", OUTSIDE)
def test_nobody_else_writes_through_us(actor):
    with pytest.raises(NotAllowed):
        send(actor)
    assert not OutboxMessage.objects.exists()


def held() -> Contact:
    sent = send(SYSTEM)
    about = {"to": "ewa@poczta.example", "subject": "Pralka", "text": "Dzień dobry", "attachments": []}
    Contact.objects.filter(pk=sent.pk).update(verdict=Verdict.HOLD, outgoing=None, held={"letter": about, "topics": []})
    return Contact.objects.get(pk=sent.pk)


@pytest.mark.parametrize("actor", MANAGERS)
def test_leads_and_administrators_let_go_what_is_held(actor):
    assert release_contact(held(), by=actor).is_allowed


@pytest.mark.parametrize("actor", [AGENT, *OUTSIDE])
def test_others_do_not(actor):
    contact = held()
    with pytest.raises(NotAllowed):
        release_contact(contact, by=actor)
    assert Contact.objects.get(pk=contact.pk).verdict == Verdict.HOLD
