"""Absences and who stands in."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from ambasador.directory.models import Absence
from ambasador.directory.queries import absences_on, absent_user_ids, acting_person
from ambasador.directory.verbs import add_person, cancel_absence, change_person, note_absence
from ambasador.directory.verbs.refusals import AbsenceEndsBeforeItStarts, AbsencesOverlap, OwnDeputy
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib.refusal import NotAllowed

MONDAY, WEDNESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 27)


@pytest.fixture
def jan(claims):
    return add_person(unit=claims, name="Jan Wrona", by=SYSTEM)


@pytest.fixture
def ola(claims):
    return add_person(unit=claims, name="Ola Lis", by=SYSTEM)


@pytest.mark.req("O1")
def test_the_deputy_acts_and_the_deputys_deputy(celina, jan, ola):
    assert acting_person(celina, WEDNESDAY) == celina
    note_absence(celina, starts_on=MONDAY, ends_on=FRIDAY, deputy=jan, by=SYSTEM)
    assert acting_person(celina, WEDNESDAY) == jan
    away = note_absence(jan, starts_on=WEDNESDAY, ends_on=WEDNESDAY, deputy=ola, by=SYSTEM)
    assert (acting_person(celina, MONDAY), acting_person(celina, WEDNESDAY)) == (jan, ola)
    cancel_absence(away, by=SYSTEM)
    note_absence(jan, starts_on=WEDNESDAY, ends_on=WEDNESDAY, deputy=celina, by=SYSTEM)
    assert acting_person(celina, WEDNESDAY) is None


def test_somebody_who_left_does_not_act(celina, jan):
    note_absence(celina, starts_on=MONDAY, ends_on=FRIDAY, deputy=jan, by=SYSTEM)
    change_person(jan, is_active=False, by=SYSTEM)
    assert acting_person(celina, WEDNESDAY) is None


def test_who_is_away(celina, jan):
    note_absence(celina, starts_on=MONDAY, ends_on=WEDNESDAY, deputy=jan, by=SYSTEM)
    assert [absence.person for absence in absences_on(WEDNESDAY)] == [celina]
    assert not absences_on(FRIDAY).exists()
    assert absent_user_ids(datetime(2026, 11, 25, 22, 59, tzinfo=UTC)) == {celina.user_id}
    assert absent_user_ids(datetime(2026, 11, 25, 23, 1, tzinfo=UTC)) == frozenset()  # Thursday in Warsaw


def test_noting_and_cancelling_record_one_event_each(celina, recorded):
    recorded()
    absence = note_absence(celina, starts_on=MONDAY, ends_on=FRIDAY, note=" urlop ", by=SYSTEM)
    assert (recorded(), absence.note) == (["absence_noted"], "urlop")
    for expected in (["absence_cancelled"], []):
        cancel_absence(absence, by=SYSTEM)
        assert recorded() == expected


def test_what_is_no_absence(celina, jan):
    with pytest.raises(AbsenceEndsBeforeItStarts):
        note_absence(celina, starts_on=FRIDAY, ends_on=MONDAY, by=SYSTEM)
    with pytest.raises(OwnDeputy):
        note_absence(celina, starts_on=MONDAY, ends_on=FRIDAY, deputy=celina, by=SYSTEM)
    note_absence(celina, starts_on=MONDAY, ends_on=WEDNESDAY, by=SYSTEM)
    with pytest.raises(AbsencesOverlap):
        note_absence(celina, starts_on=WEDNESDAY, ends_on=FRIDAY, by=SYSTEM)
    note_absence(celina, starts_on=date(2026, 11, 26), ends_on=FRIDAY, by=SYSTEM)
    note_absence(jan, starts_on=MONDAY, ends_on=FRIDAY, by=SYSTEM)


def test_the_database_refuses_overlapping_days(celina):
    Absence.objects.create(person=celina, starts_on=MONDAY, ends_on=WEDNESDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(person=celina, starts_on=WEDNESDAY, ends_on=FRIDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(person=celina, starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1))


def test_people_note_their_own_and_leads_their_units(celina, jan, partner, obcy, bartek):
    foreign = add_person(unit=partner, name="Obcy", user=obcy, rank="lead", by=SYSTEM)
    for by in (celina.user.actor, Actor("person", celina.id), bartek.actor):
        cancel_absence(note_absence(celina, starts_on=MONDAY, ends_on=FRIDAY, by=by), by=by)
    for by in (obcy.actor, Actor("person", foreign.id), Actor("customer", celina.id)):
        with pytest.raises(NotAllowed):
            note_absence(celina, starts_on=MONDAY, ends_on=FRIDAY, by=by)
    with pytest.raises(NotAllowed):
        note_absence(jan, starts_on=MONDAY, ends_on=FRIDAY, by=celina.user.actor)
    change_person(celina, rank="lead", by=SYSTEM)
    note_absence(jan, starts_on=MONDAY, ends_on=FRIDAY, by=celina.user.actor)
