"""Consent as a step: within the limit of who decides, never by who asks, and a refusal waits for the owner. [P1, O2]"""

from decimal import Decimal

import pytest

from ambasador.accounts.verbs import join_user
from ambasador.directory.verbs import ProvidedBy, add_competence, add_person, set_providers
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.procedures.verbs import ApprovalMisplaced, add_field, add_procedure, add_step, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import Deviation, Step
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.req("P1"), pytest.mark.req("O2")]


@pytest.fixture
def discount(company, celina):
    """Celina decides up to 500, her head Dorota up to 2000, the warehouse without a limit."""
    dorota = join_user(email="dorota@modrzew.example", name="Dorota Wir", roles=["department"], by=SYSTEM)
    add_person(unit=company.claims, name=dorota.name, email=dorota.email, user=dorota, by=SYSTEM)
    competence = add_competence(code="rabat", name="Rabat", by=SYSTEM)
    people = {person.user_id: person for person in company.claims.people.all()}
    set_providers(
        competence,
        providers=[
            ProvidedBy(unit=company.claims, person=people[celina.id], limit_amount=Decimal(500)),
            ProvidedBy(unit=company.claims, person=people[dorota.id], limit_amount=Decimal(2000)),
            ProvidedBy(unit=company.warehouse),
        ],
        by=SYSTEM,
    )
    return competence, dorota


@pytest.fixture
def draft(discount):
    version = add_procedure(code="rabat", name="Rabat", name_en="Discount", by=SYSTEM).versions.get()
    add_field(version, key="kwota", name="Kwota", kind="money", known_by="owner", by=SYSTEM)
    add_field(version, key="wolno", name="Wolno", kind="yes_no", known_by="unit", by=SYSTEM)
    return version


@pytest.fixture
def ticket(company, draft, discount, anna, ewa):
    add_step(
        draft, key="zgoda", name="Zgoda na rabat", performer="department", competence=discount[0], question="Czy damy rabat?", standard_minutes=60,
        is_approval=True, amount_field="kwota", gives=["wolno"], by=SYSTEM,
    )  # fmt: skip
    add_step(draft, key="rabat", name="Rabat", performer="owner", condition="wolno", standard_minutes=60, by=SYSTEM)
    add_step(draft, key="koniec", name="Koniec", performer="owner", standard_minutes=60, by=SYSTEM)
    return verbs.open_ticket(customer=ewa, subject="Rabat", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)


def step(key="zgoda"):
    return Step.objects.select_related("ticket", "unit", "assignee").get(key=key)


def about(ticket, amount, anna):
    verbs.set_data(ticket, {"kwota": amount}, by=anna.actor)
    return step()


def test_the_decision_waits_for_its_amount(ticket):
    assert (step().state, step().needs) == ("planned", ["kwota"])
    assert step().held_at


@pytest.mark.parametrize(("amount", "who"), [(500, "Celina Sowa"), ("500,01", "Dorota Wir"), (2001, None)])
def test_who_may_decide_about_the_amount_is_asked(ticket, anna, company, amount, who):
    asked = about(ticket, amount, anna)
    assert (asked.state, asked.assignee and asked.assignee.name) == ("offered", who)
    assert asked.unit == (company.claims if who else company.warehouse)
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)


def test_another_amount_goes_on_to_the_next_who_may(ticket, anna, celina, company):
    about(ticket, 100, anna)
    verbs.accept_step(step(), by=celina.actor)
    assert about(ticket, 5000, anna).unit == company.warehouse
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)


def test_nobody_may_and_the_owner_finds_somebody(ticket, anna, discount, company):
    set_providers(discount[0], providers=[ProvidedBy(unit=company.claims, limit_amount=Decimal(10))], by=SYSTEM)
    asked = about(ticket, 100, anna)
    assert (asked.performer, asked.state) == ("owner", "accepted")
    with pytest.raises(verbs.OwnRequest):
        verbs.finish_step(asked, by=anna.actor)
    assert_true_to_journal(ticket)


def test_consent_is_data_and_the_route_goes_on(ticket, anna, celina):
    asked = about(ticket, 100, anna)
    verbs.answer_step(asked, code="approved", by=celina.actor)
    ticket.refresh_from_db()
    assert (step().state, ticket.data["wolno"], step("rabat").state) == ("done", True, "accepted")
    assert_true_to_journal(ticket)


def test_a_refusal_stops_the_route_until_the_owner_decides(ticket, anna, celina):
    asked = about(ticket, 100, anna)
    verbs.answer_step(asked, code="rejected", text="Za późno", by=celina.actor)
    ticket.refresh_from_db()
    assert (step().state, step("rabat").state, ticket.attention, ticket.party_kind) == ("answered", "planned", "rejected", "owner")
    verbs.set_data(ticket, {"wolno": False, "kwota": 90}, by=anna.actor)
    assert step().state == "answered"
    verbs.confirm_answer(step(), by=anna.actor)
    assert (step("rabat").state, step("koniec").state) == ("skipped", "accepted")
    assert_true_to_journal(ticket)


def test_a_refused_consent_is_asked_for_again(ticket, anna, celina):
    verbs.answer_step(about(ticket, 100, anna), code="rejected", text="Dlaczego?", by=celina.actor)
    verbs.send_back_answer(step(), reason="Bo obiecaliśmy", by=anna.actor)
    verbs.answer_step(step(), code="approved", text="Dobrze", by=celina.actor)
    assert step().state == "done"
    assert_true_to_journal(ticket)


def test_a_refusal_has_its_reason_and_an_answer_its_decision(ticket, anna, celina):
    asked = about(ticket, 100, anna)
    with pytest.raises(verbs.NoReasonGiven):
        verbs.answer_step(asked, code="rejected", by=celina.actor)
    with pytest.raises(verbs.NoDecision):
        verbs.answer_step(asked, text="Może", by=celina.actor)


def test_nobody_decides_above_their_limit_or_for_others(ticket, anna, bartek, celina, obcy):
    asked = about(ticket, 1500, anna)
    for actor, refusal in ((celina.actor, verbs.AboveLimit), (anna.actor, verbs.OwnRequest), (bartek.actor, NotAllowed), (SYSTEM, NotAllowed), (obcy.actor, NotAllowed)):
        with pytest.raises(refusal):
            verbs.answer_step(asked, code="approved", by=actor)
    assert step().state == "offered"


def test_who_looks_after_the_ticket_is_not_asked_for_consent(ticket, anna, company, discount, celina):
    """Celina also works in the contact centre now, and owns the ticket."""
    celina.roles = ["lead", "department"]
    celina.save()
    verbs.take_over_ticket(ticket, reason="dyżur", by=celina.actor)
    assert about(ticket, 100, celina).assignee.name == "Dorota Wir"
    by_letter = Actor("person", company.claims.people.get(user=celina).id)
    for actor in (celina.actor, by_letter):
        with pytest.raises(verbs.OwnRequest):
            verbs.answer_step(step(), code="approved", by=actor)


def test_who_lets_it_begin_asks_for_it(ticket, bartek):
    verbs.set_data(ticket, {"kwota": 10}, by=bartek.actor)
    assert step().asked_by == bartek
    with pytest.raises(verbs.OwnRequest):
        verbs.answer_step(step(), code="approved", by=bartek.actor)


def test_who_lets_it_begin_asks_for_it(ticket, bartek):
    verbs.set_data(ticket, {"kwota": 10}, by=bartek.actor)
    assert step().asked_by == bartek
    with pytest.raises(verbs.OwnRequest):
        verbs.answer_step(step(), code="approved", by=bartek.actor)


def test_an_approval_is_no_task_of_the_owner(draft):
    with pytest.raises(ApprovalMisplaced):
        add_step(draft, key="zgoda", name="Zgoda", performer="owner", standard_minutes=60, is_approval=True, by=SYSTEM)


def test_an_amount_needs_limits_to_compare_with(draft, company):
    with pytest.raises(ApprovalMisplaced):
        add_step(draft, key="zgoda", name="Zgoda", performer="department", unit=company.claims, standard_minutes=60, is_approval=True, amount_field="kwota", by=SYSTEM)


def test_consent_asked_for_beside_the_procedure_is_not_given_by_who_asks(complaint, company, bartek, anna, celina):
    asked = verbs.add_step(
        complaint, name="Zgoda", performer="department", unit=company.claims, question="Wolno?", standard_minutes=60, is_approval=True, by=bartek.actor
    )
    with pytest.raises(verbs.OwnRequest):
        verbs.answer_step(asked, code="approved", by=bartek.actor)
    verbs.answer_step(asked, code="approved", by=celina.actor)
    assert_true_to_journal(complaint)
