"""The fields of a draft: the data that its procedure needs."""

from typing import Any

from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.procedures import fields as values
from ambasador.procedures.events import DraftChanged
from ambasador.procedures.models import FieldKind, ProcedureField, ProcedureVersion
from ambasador.procedures.verbs.agreeing import require_agreement, users_of
from ambasador.procedures.verbs.drafting import draft_of
from ambasador.procedures.verbs.refusals import FieldInUse, FieldWrong, KeyTaken

FIELD_FIELDS = frozenset({"name", "name_en", "kind", "options", "known_by", "question", "question_en"})


@transaction.atomic
def add_field(version: ProcedureVersion, *, key: str, name: str, by: Actor, **fields: Any) -> ProcedureField:
    """Add a field at the end of a draft's data. Records DraftChanged. Raises KeyTaken, FieldWrong, NotADraft."""
    version = draft_of(version, by)
    is_taken = version.fields.filter(key=key).exists()
    if is_taken or not values.is_key(key):
        raise KeyTaken(key=key)
    last = version.fields.order_by("-position").first()
    field = ProcedureField(version=version, key=key, position=(last.position if last else 0) + 1)
    _fill(field, {"name": name, "name_en": name, **fields})
    field.save()
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="field_added", key=key), by=by)
    return field


@transaction.atomic
def change_field(field: ProcedureField, *, by: Actor, **fields: Any) -> ProcedureField:
    """
    Change a field of a draft; its key stays, because tickets keep their values by it. Records DraftChanged.

    Raises FieldWrong, NotADraft, and ConditionWrong when a condition would not make sense any more.
    """
    version = draft_of(field.version, by)
    field = ProcedureField.objects.get(pk=field.pk)
    _fill(field, fields)
    field.save()
    require_agreement(version)
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="field_changed", key=field.key), by=by)
    return field


@transaction.atomic
def remove_field(field: ProcedureField, *, by: Actor) -> None:
    """Take a field out of a draft. Records DraftChanged. Raises FieldInUse while a step or the closing asks for it, NotADraft."""
    version = draft_of(field.version, by)
    users = users_of(version, field.key)
    if users:
        raise FieldInUse(name=field.name, steps=", ".join(users))
    ProcedureField.objects.filter(pk=field.pk).delete()
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="field_removed", key=field.key), by=by)


@transaction.atomic
def move_field(field: ProcedureField, *, places: int, by: Actor) -> None:
    """Move a field of a draft by so many places, down or (below zero) up. Records DraftChanged; nothing where it cannot move."""
    version = draft_of(field.version, by)
    fields = list(version.fields.all())
    place = next(number for number, other in enumerate(fields) if other.pk == field.pk)
    target = min(max(place + places, 0), len(fields) - 1)
    if target == place:
        return
    fields.insert(target, fields.pop(place))
    for position, other in enumerate(fields, start=1):
        if other.position != position:
            other.position = position
            other.save(update_fields=["position"])
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="fields_ordered", key=field.key), by=by)


def _fill(field: ProcedureField, fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELD_FIELDS
    if unknown:
        raise TypeError(f"a field has no {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(field, name, value.strip() if isinstance(value, str) else value)
    if (field.kind == FieldKind.CHOICE) != bool(field.options) or not field.name:
        raise FieldWrong
