"""Deviations that repeat themselves: counted, compared, and written into the next version's draft by one touch. [N4]"""

from datetime import timedelta

import pytest

from ambasador.customers.models import Customer
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.habits import habits, tickets_with
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import NoSuchHabit, draft_habit
from tests.truth import events_by

pytestmark = pytest.mark.req("N4")


@pytest.fixture
def tickets(company, anna):
    """Twelve complaints; ten of them without the inspection, closed in a day, the others closed in four."""
    made = []
    begun = clock.now()
    for number in range(22):
        customer = Customer.objects.create(name=f"Osoba {number}")
        with clock.set_to(begun):
            ticket = verbs.open_ticket(
                customer=customer, subject=f"Sprawa {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor
            )
        if number < 12:
            reason = "procedure_wrong" if number < 9 else "faster"
            with clock.set_to(begun + timedelta(hours=1)):
                verbs.skip_step(step_of(ticket, "ogledziny"), reason=reason, by=anna.actor)
        with clock.set_to(begun + timedelta(days=1 if number < 12 else 4)):
            verbs.close_ticket(ticket, reason="solved", by=anna.actor)
        made.append(ticket)
    return made


def step_of(ticket, key):
    return Step.objects.select_related("ticket").get(ticket=ticket, key=key)


@pytest.fixture
def procedure(company):
    return company.complaint.procedure


def now():
    return clock.now() + timedelta(days=5)


def test_a_habit_is_counted_with_its_reasons_and_both_medians(tickets, procedure):
    [habit] = habits(procedure, at=now())
    assert (habit.kind, habit.key, habit.tickets, habit.of) == ("skipped", "ogledziny", 12, 22)
    assert habit.reasons == (("procedure_wrong", 9), ("faster", 3))
    assert (habit.with_it.tickets, habit.without_it.tickets) == (12, 10)
    assert habit.saves == timedelta(days=3)
    assert habit.is_proposed


def test_every_number_leads_to_its_tickets(tickets, procedure):
    counted = Ticket.objects.filter(tickets_with("skipped", "ogledziny", at=now())).distinct()
    assert set(counted) == set(tickets[:12])


def test_what_happened_long_ago_counts_no_more(tickets, procedure):
    assert habits(procedure, at=now() + timedelta(days=100)) == []


def test_one_touch_writes_it_into_the_draft_and_publishing_stays_a_decision(tickets, procedure, bartek):
    with clock.set_to(now()):
        kinds = events_by(lambda: draft_habit(procedure, kind="skipped", key="ogledziny", by=bartek.actor))
        assert kinds[-1] == "tickets.habit_drafted"
        draft = procedure.versions.get(state="draft")
        assert draft.steps.get(key="ogledziny").is_optional
        assert not procedure.versions.get(state="published").steps.get(key="ogledziny").is_optional
        assert events_by(lambda: draft_habit(procedure, kind="skipped", key="ogledziny", by=bartek.actor)) == []


def test_what_is_not_repeated_is_not_drafted(complaint, anna, bartek, procedure):
    verbs.skip_step(step_of(complaint, "ogledziny"), reason="faster", by=anna.actor)
    with pytest.raises(NoSuchHabit):
        draft_habit(procedure, kind="skipped", key="ogledziny", by=bartek.actor)
    assert not procedure.versions.filter(state="draft").exists()


def test_only_who_may_edit_procedures_drafts_them(tickets, procedure, anna):
    from ambasador.lib.refusal import NotAllowed

    with pytest.raises(NotAllowed):
        draft_habit(procedure, kind="skipped", key="ogledziny", by=anna.actor)


def test_the_page_of_the_procedure_proposes_it(client, bartek, tickets, procedure, monkeypatch):
    client.force_login(bartek)
    with clock.set_to(now()):
        html = client.get("/procedures/reklamacja/").content.decode().replace("\xa0", " ")
        assert "W 12 z 22 zgłoszeń" in html
        assert "procedura nie ma tu racji (9)" in html
        where = "/tickets/?state=all&amp;procedure=reklamacja&amp;deviation=skipped%3Aogledziny"
        assert where in html
        listed = client.get(where.replace("&amp;", "&")).content.decode()
        assert listed.count("data-row") == 12
        client.post("/procedures/reklamacja/habits/", {"kind": "skipped", "key": "ogledziny"})
    assert procedure.versions.filter(state="draft").exists()
