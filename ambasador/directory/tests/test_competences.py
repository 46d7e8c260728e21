"""Who knows what and who decides."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ambasador.directory.queries import competences, find_competences, providers_of
from ambasador.directory.verbs import ProvidedBy, add_competence, add_person, change_competence, change_person, change_unit, set_providers
from ambasador.directory.verbs.refusals import NameMissing, NameTaken, OfAnotherUnit, ProvidedTwice, StandardTakesNoTime
from ambasador.journal.actors import SYSTEM
from ambasador.lib.refusal import NotAllowed


@pytest.fixture
def decision(db):
    return add_competence(
        code="decyzja",
        name="Decyzja reklamacyjna",
        name_en="Claim decision",
        keywords=["reklamacja", "wymiana"],
        limit_amount=Decimal(5000),
        by=SYSTEM,
    )


@pytest.mark.req("O2")
def test_providers_come_in_order_and_deputies_last(decision, claims, partner, celina):
    jan = add_person(unit=claims, name="Jan Wrona", by=SYSTEM)
    set_providers(
        decision,
        providers=[
            ProvidedBy(unit=claims, person=jan, is_deputy=True),
            ProvidedBy(unit=partner, standard_minutes=960),
            ProvidedBy(unit=claims),
        ],
        by=SYSTEM,
    )
    assert [(row.unit, row.person, row.standard_minutes) for row in providers_of(decision)] == [
        (partner, None, 960),
        (claims, None, 480),
        (claims, jan, 480),
    ]
    change_person(jan, is_active=False, by=SYSTEM)
    change_unit(partner, is_active=False, by=SYSTEM)
    assert [row.unit for row in providers_of(decision)] == [claims]
    assert [row.unit for row in competences().get().providers.all()] == [claims]


def test_changes_record_one_event_each(decision, claims, partner, recorded):
    assert recorded().count("competence_added") == 1
    for expected in (["competence_changed"], []):
        change_competence(decision, description="Uznać albo odmówić", by=SYSTEM)
        assert recorded() == expected
    for order in ([claims, partner], [partner, claims]):
        for expected in (["providers_changed"], []):
            set_providers(decision, providers=[ProvidedBy(unit=unit) for unit in order], by=SYSTEM)
            assert recorded() == expected
        assert [row.unit for row in providers_of(decision)] == order


def test_what_is_refused(decision, claims, partner, celina):
    for providers, refusal in (
        ([ProvidedBy(unit=claims), ProvidedBy(unit=claims, is_deputy=True)], ProvidedTwice),
        ([ProvidedBy(unit=partner, person=celina)], OfAnotherUnit),
        ([ProvidedBy(unit=claims, standard_minutes=0)], StandardTakesNoTime),
    ):
        with pytest.raises(refusal):
            set_providers(decision, providers=providers, by=SYSTEM)
    with pytest.raises(NameTaken):
        add_competence(code="decyzja", name="Inna", by=SYSTEM)
    with pytest.raises(NameMissing):
        change_competence(decision, name="", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.providers.create(order=1, unit=claims, standard_minutes=0)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("reklamacje", ["Decyzja reklamacyjna", "Zwrot pieniędzy"]),
        ("decyzji", ["Decyzja reklamacyjna"]),
        ("decy", ["Decyzja reklamacyjna"]),
        ("pieniadze reklamacji", ["Zwrot pieniędzy"]),
        ("invoices", ["Korekta faktury"]),
        ("helikopter", []),
    ],
)
def test_competences_are_found_by_any_form_of_a_word_best_first(decision, asked, found):
    add_competence(code="zwrot", name="Zwrot pieniędzy", description="po uznanej reklamacji", by=SYSTEM)
    add_competence(code="korekta", name="Korekta faktury", name_en="Invoice correction", by=SYSTEM)
    assert [competence.name for competence in find_competences(asked)] == found


def test_the_list_costs_two_queries(decision, claims, partner, django_assert_num_queries):
    for number in range(10):
        other = add_competence(code=f"k{number}", name=f"Kompetencja {number}", by=SYSTEM)
        set_providers(other, providers=[ProvidedBy(unit=claims), ProvidedBy(unit=partner)], by=SYSTEM)
    with django_assert_num_queries(2):
        assert sum(len(row.providers.all()) for row in competences()) == 20


def test_only_leads_and_administrators_change_them(decision, claims, obcy, bartek):
    for change in (
        lambda by: add_competence(code="x", name="X", by=by),
        lambda by: change_competence(decision, name="Y", by=by),
        lambda by: set_providers(decision, providers=[ProvidedBy(unit=claims)], by=by),
    ):
        with pytest.raises(NotAllowed):
            change(obcy.actor)
        change(bartek.actor)
