"""Units, their people, heads and escalation lines."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from ambasador.accounts import door
from ambasador.directory.models import Person, Rank, Unit
from ambasador.directory.queries import NoCentre, centre, escalation_line, person_of, unit_of_address, units_of
from ambasador.directory.verbs import add_person, add_unit, change_person, change_unit, set_head
from ambasador.directory.verbs.refusals import (
    AccountTaken,
    AddressMissing,
    AddressTaken,
    EscalatesInCircle,
    NameMissing,
    NameTaken,
    OfAnotherUnit,
    StillHead,
)
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib.refusal import NotAllowed


def test_a_unit_is_added_and_changed_with_one_event_each(office, recorded):
    recorded()
    unit = add_unit(kind="department", code="magazyn", name=" Magazyn ", calendar=office, phone="+48426001020", by=SYSTEM)
    assert (unit.name, unit.phone, unit.label) == ("Magazyn", "42 600 10 20", "Magazyn")
    assert recorded() == ["unit_added"]
    for expected in (["unit_changed"], []):
        change_unit(unit, name_in="w Magazynie", short_name="Mag.", email="Mag@Firma.example", by=SYSTEM)
        assert recorded() == expected
    unit.refresh_from_db()
    assert (unit.name_in, unit.label, unit.email) == ("w Magazynie", "Mag.", "mag@firma.example")


def test_a_units_name_is_in_the_readers_language(claims, partner):
    assert (claims.name_for("pl"), claims.name_for("en"), partner.name_for("en")) == ("Dział Reklamacji", "Claims", "Montaż Plus")
    with translation.override("en"):
        assert claims.shown_name == "Claims"


def test_what_makes_no_unit(office, claims, partner):
    def add(**fields):
        return add_unit(**{"kind": "department", "code": "nowy", "name": "Nowy", "calendar": office, "by": SYSTEM, **fields})

    for fields, refusal in (
        ({"name": ""}, NameMissing),
        ({"code": "reklamacje"}, NameTaken),
        ({"works_by": "email"}, AddressMissing),
        ({"email": "biuro@montaz.example"}, AddressTaken),
    ):
        with pytest.raises(refusal):
            add(**fields)
    with pytest.raises(TypeError, match="nmae"):
        add(nmae="X")


@pytest.mark.req("O4")
def test_the_escalation_line_never_comes_back(office, centre, claims, partner):
    change_unit(partner, escalates_to=claims, by=SYSTEM)
    change_unit(claims, escalates_to=centre, by=SYSTEM)
    assert escalation_line(Unit.objects.get(pk=partner.pk)) == [claims, centre]
    for unit in (partner, claims, centre):
        with pytest.raises(EscalatesInCircle):
            change_unit(centre, escalates_to=unit, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=centre.pk).update(escalates_to=centre.pk)


def test_the_centre_is_asked_for_by_kind(office):
    with pytest.raises(NoCentre):
        centre()
    made = add_unit(kind="centre", code="centrum", name="Kontakt", calendar=office, by=SYSTEM)
    assert centre() == made


def test_one_head_and_the_former_becomes_a_lead(claims, partner, celina, recorded):
    jan = add_person(unit=claims, name="Jan Wrona", by=SYSTEM)
    stranger = add_person(unit=partner, name="Grzegorz", by=SYSTEM)
    set_head(claims, head=celina, by=SYSTEM)
    recorded()
    for expected in (["person_changed", "person_changed", "unit_changed"], []):
        set_head(claims, head=Person.objects.get(pk=jan.pk), by=SYSTEM)
        assert recorded() == expected
    assert dict(claims.people.values_list("name", "rank")) == {"Celina Sowa": Rank.LEAD, "Jan Wrona": Rank.HEAD}
    with pytest.raises(OfAnotherUnit):
        set_head(claims, head=stranger, by=SYSTEM)
    with pytest.raises(StillHead):
        change_person(jan, is_active=False, by=SYSTEM)
    set_head(claims, head=None, by=SYSTEM)
    assert not change_person(jan, is_active=False, by=SYSTEM).is_active


def test_people_are_changed_with_one_event_each(celina, claims, recorded):
    recorded()
    for expected in (["person_changed"], []):
        change_person(celina, phone="600123456", rank=Rank.LEAD, by=SYSTEM)
        assert recorded() == expected
    celina.refresh_from_db()
    assert celina.phone == "600 123 456"
    with pytest.raises(NameMissing):
        change_person(celina, name=" ", by=SYSTEM)
    with pytest.raises(AddressTaken):
        add_person(unit=claims, name="Inna", email="CELINA@firma.example", by=SYSTEM)
    with pytest.raises(AccountTaken):
        add_person(unit=claims, name="Inna", user=celina.user, by=SYSTEM)


def test_who_acts_for_which_unit(claims, partner, celina, obcy):
    assert units_of(celina.user.actor) == {claims.id}
    assert units_of(Actor("person", celina.id)) == {claims.id}
    assert units_of(Actor("unit", partner.id)) == {partner.id}
    assert units_of(obcy.actor) == units_of(SYSTEM) == units_of(Actor("customer", celina.id)) == frozenset()
    assert person_of(celina.user.actor) == celina
    change_person(celina, is_active=False, by=SYSTEM)
    assert units_of(celina.user.actor) == frozenset()


def test_whose_address_it_is(claims, partner, celina):
    grzegorz = add_person(unit=partner, name="Grzegorz", email="g@montaz.example", by=SYSTEM)
    assert unit_of_address("G@montaz.example") == (partner, grzegorz)
    assert unit_of_address("biuro@montaz.example") == (partner, None)
    assert unit_of_address("ktos@montaz.example") == (partner, None)
    assert unit_of_address("ktos@niemontaz.example") is None
    assert unit_of_address("nikt") is None


def test_access(claims, celina, obcy, bartek):
    assert claims in door.visible(Unit.objects, celina.user.actor)
    for stranger in (Actor("person", celina.id), Actor("customer", 1), Actor("unit", claims.id)):
        assert not door.visible(Unit.objects, stranger).exists()
    for change in (
        lambda by: change_unit(claims, name="Z", by=by),
        lambda by: set_head(claims, head=celina, by=by),
        lambda by: change_person(celina, phone="42 600 10 21", by=by),
        lambda by: add_person(unit=claims, name="Ola", by=by),
    ):
        with pytest.raises(NotAllowed):
            change(obcy.actor)
        change(bartek.actor)
