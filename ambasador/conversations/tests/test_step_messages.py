"""A step of the program writes to the customer, with the ticket's data, in their language. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_field, add_procedure, add_step, publish_version
from ambasador.tickets import verbs
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("P1")
SAYS = {
    "subject": "Zwrot {kwota}", "text": "Oddamy {kwota} do {dzień}. Opiekun: {opiekun}.",
    "subject_en": "Refund", "text_en": "We refund {kwota} by {dzień}; {klient.rodzaj}.",
}  # fmt: skip


@pytest.fixture
def opened(company, anna, ewa, run_jobs):
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Kwota", kind="money", known_by="owner", by=SYSTEM)
    add_field(draft, key="dzień", name="Dzień", kind="date", known_by="owner", by=SYSTEM)
    add_step(draft, key="list", name="List", performer="system", standard_minutes=0, action="message", action_settings=SAYS, by=SYSTEM)
    version = publish_version(draft, by=SYSTEM)

    def made(language="pl"):
        ticket = verbs.open_ticket(customer=ewa, subject="Zwrot", channel="phone", version=version, owner=anna, language=language, by=anna.actor)
        verbs.set_data(ticket, {"kwota": "1200.5", "dzień": "2026-12-04"}, by=anna.actor)
        run_jobs()
        assert_true_to_journal(ticket)
        return ticket

    return made


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [("pl", "Zwrot 1200,50 zł [#", "Oddamy 1200,50 zł do 4 grudnia 2026. Opiekun: Anna Lis."), ("en", "Refund [#", "We refund")],
)
def test_the_customer_reads_it_with_the_data_in_their_language(opened, language, subject, says):
    ticket = opened(language)
    message = ticket.messages.get()
    assert plain(message.subject).replace("1 200", "1200").startswith(subject)
    assert says in plain(message.text).replace("1 200", "1200")
    assert "{" not in message.text
    assert ticket.steps.get().state == "done"


def test_who_cannot_be_written_to_is_the_owners_to_reach(opened, ewa, anna, run_jobs):
    ewa.contact_points.all().delete()
    ticket = opened()
    ticket.refresh_from_db()
    assert (ticket.steps.get().state, ticket.attention, ticket.messages.count()) == ("returned", "action_failed", 0)
    verbs.finish_step(ticket.steps.get(), by=anna.actor)
    assert ticket.steps.get().state == "done"
