"""People of units and their absences."""

from datetime import date
from typing import Any

from django.db import transaction

from ambasador.accounts.models import User
from ambasador.directory import access
from ambasador.directory.events import AbsenceCancelled, AbsenceNoted, PersonAdded, PersonChanged
from ambasador.directory.models import Absence, Calendar, Person, Rank, Unit
from ambasador.directory.verbs.refusals import (
    AbsenceEndsBeforeItStarts,
    AbsencesOverlap,
    AccountTaken,
    AddressTaken,
    NameMissing,
    OwnDeputy,
    StillHead,
)
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib.changes import differences
from ambasador.lib.phones import shown_or_as_written

CHANGEABLE = {"unit", "name", "email", "phone", "rank", "user", "calendar", "is_active"}


@transaction.atomic
def add_person(
    *, unit: Unit, name: str, by: Actor, email: str = "", phone: str = "", rank: str = Rank.MEMBER, user: User | None = None,
    calendar: Calendar | None = None,
) -> Person:  # fmt: skip
    """Add somebody to a unit. Records PersonAdded. Raises NameMissing, AddressTaken, AccountTaken; StillHead if there is a head already."""
    access.require_edit(by)
    person = Person(unit=unit, name=name.strip(), email=email.strip().lower(), phone=shown_or_as_written(phone), rank=rank, user=user, calendar=calendar)
    _check(person)
    person.save()
    record(PersonAdded(person=person.id, unit=unit.id, name=person.name), by=by)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, **changes: Any) -> Person:
    """
    Change name, address, phone, rank, account, own hours or unit; `is_active=False` when they leave.

    Records PersonChanged; nothing when nothing differs. Raises NameMissing, AddressTaken, AccountTaken, StillHead.
    """
    access.require_edit(by)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if "phone" in changes:
        changes["phone"] = shown_or_as_written(changes["phone"])
    if "email" in changes:
        changes["email"] = changes["email"].strip().lower()
    real = differences(person, changes, allowed=CHANGEABLE)
    if not real:
        return person
    leaves = real.get("is_active") is False or "unit_id" in real or "rank" in real
    if leaves and Unit.objects.filter(head=person).exists():
        raise StillHead(name=person.name)
    for field, value in real.items():
        setattr(person, field, value)
    _check(person)
    person.save(update_fields=list(real))
    record(PersonChanged(person=person.id, changes=real), by=by)
    return person


@transaction.atomic
def note_absence(person: Person, *, starts_on: date, ends_on: date, by: Actor, deputy: Person | None = None, note: str = "") -> Absence:
    """
    Note the days, both included, on which a person is away, and who stands in. Records AbsenceNoted.

    Raises AbsenceEndsBeforeItStarts, OwnDeputy, AbsencesOverlap; NotAllowed for others than the person, their lead, or who may edit the
    directory.
    """
    access.require_note_absence(by, person)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if ends_on < starts_on:
        raise AbsenceEndsBeforeItStarts
    if deputy is not None and deputy.pk == person.pk:
        raise OwnDeputy
    if person.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AbsencesOverlap(name=person.name)
    absence = Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on, deputy=deputy, note=note.strip()[:200])
    fact = AbsenceNoted(
        person=person.id, absence=absence.id, starts_on=starts_on, ends_on=ends_on, deputy=deputy.id if deputy else None
    )  # fmt: skip
    record(fact, by=by)
    return absence


@transaction.atomic
def cancel_absence(absence: Absence, *, by: Actor) -> None:
    """Take an absence back. Records AbsenceCancelled; nothing when it is gone already."""
    access.require_note_absence(by, absence.person)
    person = Person.objects.select_for_update(of=("self",)).get(pk=absence.person_id)
    deleted, _ = Absence.objects.filter(pk=absence.pk).delete()
    if deleted:
        record(AbsenceCancelled(person=person.id, absence=absence.pk, starts_on=absence.starts_on, ends_on=absence.ends_on), by=by)


def _check(person: Person) -> None:
    if not person.name:
        raise NameMissing
    if not person.is_active:
        return
    others = Person.objects.filter(is_active=True).exclude(pk=person.pk)
    if person.email and others.filter(unit_id=person.unit_id, email__iexact=person.email).exists():
        raise AddressTaken(address=person.email)
    if person.user_id is not None and Person.objects.filter(user_id=person.user_id).exclude(pk=person.pk).exists():
        raise AccountTaken
    head = others.filter(unit_id=person.unit_id, rank=Rank.HEAD).first() if person.rank == Rank.HEAD else None
    if head is not None:
        raise StillHead(name=head.name)
