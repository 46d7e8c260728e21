"""The contact centre, departments and partner firms."""

from typing import Any

from django.db import transaction

from ambasador.directory import access
from ambasador.directory.events import PersonChanged, UnitAdded, UnitChanged
from ambasador.directory.models import Calendar, Person, Rank, Unit, WorksBy
from ambasador.directory.queries import escalation_line
from ambasador.directory.verbs.refusals import AddressMissing, AddressTaken, EscalatesInCircle, NameMissing, NameTaken, OfAnotherUnit
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib.changes import differences
from ambasador.lib.phones import shown_or_as_written

CHANGEABLE = {
    "kind", "code", "name", "name_in", "name_to", "short_name", "name_en", "calendar", "email", "phone", "works_by", "escalates_to",
    "email_domains", "language", "is_active",
}  # fmt: skip


@transaction.atomic
def add_unit(*, kind: str, code: str, name: str, calendar: Calendar, by: Actor, **more: Any) -> Unit:
    """
    Add a unit; `more` are further fields of `Unit` except its head. Records UnitAdded.

    Raises NameMissing, NameTaken, AddressMissing, AddressTaken; TypeError for a field that is none.
    """
    access.require_edit(by)
    unit = Unit(kind=kind, code=code.strip(), calendar=calendar)
    for field, value in differences(unit, _evenly_written({"name": name, **more}), allowed=CHANGEABLE).items():
        setattr(unit, field, value)
    _check(unit)
    unit.save()
    record(UnitAdded(unit=unit.id, name=unit.name, unit_kind=unit.kind), by=by)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, by: Actor, **changes: Any) -> Unit:
    """Change fields of a unit except its head. Records UnitChanged, if anything differs. Refuses like add_unit, and EscalatesInCircle."""
    access.require_edit(by)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    real = differences(unit, _evenly_written(changes), allowed=CHANGEABLE)
    if not real:
        return unit
    for field, value in real.items():
        setattr(unit, field, value)
    _check(unit)
    unit.save(update_fields=list(real))
    record(UnitChanged(unit=unit.id, changes=real), by=by, topics=(f"unit:{unit.id}",))
    return unit


@transaction.atomic
def set_head(unit: Unit, *, head: Person | None, by: Actor) -> Unit:
    """
    Name the head of a unit, or none. The former head stays as a lead.

    Records UnitChanged and a PersonChanged for each whose rank changes; nothing on repetition. Raises OfAnotherUnit.
    """
    access.require_edit(by)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if head is not None and (head.unit_id != unit.id or not head.is_active):
        raise OfAnotherUnit(name=head.name)
    wanted = head.id if head else None
    for former in unit.people.filter(rank=Rank.HEAD):
        if former.id == wanted:
            continue
        _rank(former, Rank.LEAD, by=by)
    if head is not None and head.rank != Rank.HEAD:
        _rank(head, Rank.HEAD, by=by)
    if unit.head_id != wanted:
        unit.head = head
        unit.save(update_fields=["head"])
        record(UnitChanged(unit=unit.id, changes={"head_id": wanted}), by=by, topics=(f"unit:{unit.id}",))
    return unit


def _rank(person: Person, rank: Rank, *, by: Actor) -> None:
    person.rank = rank
    person.save(update_fields=["rank"])
    record(PersonChanged(person=person.id, changes={"rank": rank.value}), by=by)


def _evenly_written(fields: dict[str, Any]) -> dict[str, Any]:
    """Numbers, addresses and domains in the form in which they are stored, so that another spelling is no change."""
    even = dict(fields)
    if "phone" in even:
        even["phone"] = shown_or_as_written(even["phone"])
    if "email" in even:
        even["email"] = even["email"].strip().lower()
    if "email_domains" in even:
        even["email_domains"] = [domain.strip().lower().lstrip("@") for domain in even["email_domains"] if domain.strip()]
    return even


def _check(unit: Unit) -> None:
    if not unit.name or not unit.code:
        raise NameMissing
    others = Unit.objects.exclude(pk=unit.pk)
    if others.filter(code=unit.code).exists():
        raise NameTaken(name=unit.code)
    if unit.works_by == WorksBy.EMAIL and not unit.email:
        raise AddressMissing
    if unit.is_active and unit.email and others.filter(email__iexact=unit.email, is_active=True).exists():
        raise AddressTaken(address=unit.email)
    if unit.pk and unit.escalates_to is not None and unit in [unit.escalates_to, *escalation_line(unit.escalates_to)]:
        raise EscalatesInCircle(name=unit.name)
