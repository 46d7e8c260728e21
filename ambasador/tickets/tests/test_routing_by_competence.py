"""A step that goes by competence passes over a provider who is away. [O2]"""

from datetime import date

import pytest

from ambasador.directory.verbs import ProvidedBy, add_competence, add_person, note_absence, set_providers
from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_procedure, add_step, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import Step

pytestmark = pytest.mark.req("O2")
TODAY = date(2026, 11, 25)


@pytest.fixture
def routed(company, anna, ewa):
    """Opens a ticket whose only step needs the competence, and gives that step."""
    olga = add_person(unit=company.claims, name="Olga Sip", by=SYSTEM)
    competence = add_competence(code="wycena", name="Wycena", by=SYSTEM)
    set_providers(competence, providers=[ProvidedBy(unit=company.claims, person=olga), ProvidedBy(unit=company.warehouse)], by=SYSTEM)
    draft = add_procedure(code="wycena", name="Wycena", name_en="Quote", by=SYSTEM).versions.get()
    add_step(draft, key="wycena", name="Wycena", name_en="Quote", performer="department", competence=competence, standard_minutes=60, question="Ile?", by=SYSTEM)
    version = publish_version(draft, by=SYSTEM)

    def opened():
        ticket = verbs.open_ticket(customer=ewa, subject="Wycena", channel="email", version=version, owner=anna, by=SYSTEM)
        return Step.objects.get(ticket=ticket)

    return opened, olga


def test_the_first_provider_has_it(routed, company):
    opened, _olga = routed
    assert opened().unit == company.claims


def test_the_deputy_of_who_is_away_has_it(routed, company):
    opened, olga = routed
    deputy = add_person(unit=company.partner, name="Jan Zast", by=SYSTEM)
    note_absence(olga, starts_on=TODAY, ends_on=TODAY, deputy=deputy, by=SYSTEM)
    step = opened()
    assert (step.unit, step.performer) == (company.partner, "partner")


def test_without_a_deputy_the_next_provider_has_it(routed, company):
    opened, olga = routed
    note_absence(olga, starts_on=TODAY, ends_on=TODAY, by=SYSTEM)
    assert opened().unit == company.warehouse
