"""Who can decide something up to an amount, now: limits, hours, absences, and deputies of deputies. [O2]"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ambasador.directory.deciding import deciders
from ambasador.directory.queries import standing_in, users_stood_in_for
from ambasador.directory.standing_in import acting_for, line_of
from ambasador.directory.verbs import ProvidedBy, add_competence, add_person, note_absence, set_providers
from ambasador.journal.actors import SYSTEM
from tests.cast import WEDNESDAY, make_agent

pytestmark = pytest.mark.req("O2")
NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("away", "acts"),
    [
        ({}, 1),
        ({1: 2}, 2),
        ({1: 2, 2: 3}, 3),
        ({1: None}, None),
        ({1: 2, 2: None}, None),
        ({1: 2, 2: 1}, None),
        ({1: 2, 2: 3, 3: 2}, None),
    ],
    ids=["there", "deputy", "deputy of the deputy", "nobody", "deputy without one", "a circle of two", "a circle further on"],
)
def test_who_acts(away, acts):
    assert acting_for(1, away) == acts


def test_the_line_of_deputies_ends_where_it_turns_round():
    assert line_of(1, {1: 2, 2: 3, 3: 1}) == [2, 3]
    assert line_of(1, {2: 3}) == []


@pytest.fixture
def discount(company):
    """A clerk up to 500 zł, the warehouse up to 2000, and whoever heads the firm without limit."""
    clerk = add_person(unit=company.claims, name="Olga Sip", by=SYSTEM)
    boss = add_person(unit=company.warehouse, name="Ewa Szef", by=SYSTEM)
    competence = add_competence(code="rabat", name="Rabat", limit_amount=Decimal(2000), by=SYSTEM)
    rows = [
        ProvidedBy(unit=company.claims, person=clerk, limit_amount=Decimal(500)),
        ProvidedBy(unit=company.warehouse),
        ProvidedBy(unit=company.warehouse, person=boss, limit_amount=Decimal(100_000)),
    ]
    set_providers(competence, providers=rows, by=SYSTEM)
    return competence, clerk, boss


def names(competence, *, at=WEDNESDAY, **how):
    return [one.person.name if one.person else one.unit.name for one in deciders(competence, at=at, **how)]


def test_an_amount_goes_to_whoever_may_decide_it(discount):
    competence, *_ = discount
    assert names(competence, amount=Decimal(300)) == ["Olga Sip", "Magazyn Stryków", "Ewa Szef"]
    assert names(competence, amount=Decimal("500.01")) == ["Magazyn Stryków", "Ewa Szef"]
    assert names(competence, amount=Decimal(3000)) == ["Ewa Szef"]
    assert names(competence, amount=Decimal(200_000)) == []


def test_who_is_away_gives_way_to_the_deputy_and_drops_out_without_one(discount, company):
    competence, clerk, boss = discount
    deputy = add_person(unit=company.partner, name="Jan Zast", by=SYSTEM)
    note_absence(clerk, starts_on=TODAY, ends_on=TODAY, deputy=deputy, by=SYSTEM)
    note_absence(boss, starts_on=TODAY, ends_on=TODAY, by=SYSTEM)
    first, *rest = deciders(competence, at=WEDNESDAY)
    assert (first.person, first.unit, first.stands_in) == (deputy, company.partner, True)
    assert [one.provider.person for one in rest] == [None]


def test_hours_tell_who_is_there_now(discount):
    competence, *_ = discount
    assert {one.is_open for one in deciders(competence, at=WEDNESDAY)} == {True}
    assert {one.is_open for one in deciders(competence, at=NIGHT)} == {False}


def test_the_question_costs_the_same_however_many_provide(discount, django_assert_max_num_queries):
    competence, *_ = discount
    deciders(competence, at=WEDNESDAY)
    with django_assert_max_num_queries(3):
        found = deciders(competence, at=WEDNESDAY, amount=Decimal(1))
    assert len(found) > 1


def test_the_deputy_of_a_deputy_stands_in_for_both(company):
    anna, bartek, bea = (make_agent(name, ["agent"], company.centre) for name in ("Ada Lis", "Bruno Kos", "Cela Nowak"))
    for user, deputy in ((anna, bartek), (bartek, bea)):
        note_absence(user.person, starts_on=TODAY, ends_on=TODAY, deputy=deputy.person, by=SYSTEM)
    assert users_stood_in_for(bea.id, at=WEDNESDAY) == sorted([anna.id, bartek.id])
    assert users_stood_in_for(bartek.id, at=WEDNESDAY) == []
    assert standing_in(anna.id, at=WEDNESDAY).acting == bea.person
    assert standing_in(bea.id, at=WEDNESDAY) is None
