"""What can be decided or is known, and who provides it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from ambasador.directory import access
from ambasador.directory.events import CompetenceAdded, CompetenceChanged, ProvidersChanged
from ambasador.directory.models import Competence, CompetenceProvider, Person, Unit
from ambasador.directory.verbs.refusals import NameMissing, NameTaken, OfAnotherUnit, ProvidedTwice, StandardTakesNoTime
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib.changes import differences

CHANGEABLE = {"code", "name", "name_en", "description", "keywords", "limit_amount", "steward"}


@dataclass(frozen=True, kw_only=True)
class ProvidedBy:
    """
    One place in the list of those who provide a competence: a unit, or one person of it. `standard_minutes` is working time.

    `limit_amount` is how much they decide alone, when it is not the limit of the competence.
    """

    unit: Unit
    person: Person | None = None
    is_deputy: bool = False
    standard_minutes: int = 480
    limit_amount: Decimal | None = None


@transaction.atomic
def add_competence(*, code: str, name: str, by: Actor, **more: Any) -> Competence:
    """Add a competence; `more` are further fields of `Competence`. Records CompetenceAdded. Raises NameMissing, NameTaken."""
    access.require_edit(by)
    competence = Competence(code=code.strip())
    for field, value in differences(competence, {"name": name, **more}, allowed=CHANGEABLE).items():
        setattr(competence, field, value)
    _check(competence)
    competence.save()
    record(CompetenceAdded(competence=competence.id, code=competence.code), by=by)
    return competence


@transaction.atomic
def change_competence(competence: Competence, *, by: Actor, **changes: Any) -> Competence:
    """Change fields of a competence. Records CompetenceChanged; nothing when nothing differs. Raises NameMissing, NameTaken."""
    access.require_edit(by)
    competence = Competence.objects.select_for_update(of=("self",)).get(pk=competence.pk)
    real = differences(competence, changes, allowed=CHANGEABLE)
    if not real:
        return competence
    for field, value in real.items():
        setattr(competence, field, value)
    _check(competence)
    competence.save(update_fields=list(real))
    record(CompetenceChanged(competence=competence.id, changes=real), by=by)
    return competence


@transaction.atomic
def set_providers(competence: Competence, *, providers: Sequence[ProvidedBy], by: Actor) -> None:
    """
    Say who provides a competence, first to be asked first; replaces the whole list.

    Records ProvidersChanged; nothing when the list is the same. Raises ProvidedTwice, OfAnotherUnit, StandardTakesNoTime.
    """
    access.require_edit(by)
    competence = Competence.objects.select_for_update(of=("self",)).get(pk=competence.pk)
    wanted = [_Row.of(provider) for provider in providers]
    if len({(row.unit, row.person) for row in wanted}) < len(wanted):
        raise ProvidedTwice
    stored = [_Row(*row) for row in competence.providers.values_list("unit_id", "person_id", "is_deputy", "standard_minutes", "limit_amount")]
    if wanted == stored:
        return
    competence.providers.all().delete()
    CompetenceProvider.objects.bulk_create(
        CompetenceProvider(
            competence=competence,
            order=order,
            unit_id=row.unit,
            person_id=row.person,
            is_deputy=row.is_deputy,
            standard_minutes=row.standard_minutes,
            limit_amount=row.limit_amount,
        )
        for order, row in enumerate(wanted, start=1)
    )
    record(ProvidersChanged(competence=competence.id, providers=[row.told() for row in wanted]), by=by)


@dataclass(frozen=True)
class _Row:
    unit: int
    person: int | None
    is_deputy: bool
    standard_minutes: int
    limit_amount: Decimal | None = None

    def told(self) -> dict[str, object]:
        """The row as its event tells it."""
        return {**asdict(self), "limit_amount": None if self.limit_amount is None else str(self.limit_amount)}

    @classmethod
    def of(cls, provider: ProvidedBy) -> "_Row":
        person = provider.person
        if person is not None and (person.unit_id != provider.unit.id or not person.is_active):
            raise OfAnotherUnit(name=person.name)
        if provider.standard_minutes < 1:
            raise StandardTakesNoTime
        return cls(provider.unit.id, person.id if person else None, provider.is_deputy, provider.standard_minutes, provider.limit_amount)


def _check(competence: Competence) -> None:
    competence.keywords = [keyword.strip() for keyword in competence.keywords if keyword.strip()]
    if not competence.name or not competence.code:
        raise NameMissing
    if Competence.objects.filter(code=competence.code).exclude(pk=competence.pk).exists():
        raise NameTaken(name=competence.code)
