"""Procedures are drafted and published; a published version never changes. The steps of a draft."""

from typing import Any

from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.changes import differences
from ambasador.procedures import access, consent, template
from ambasador.procedures.events import DraftBegun, DraftChanged, ProcedureAdded, ProcedureChanged, VersionPublished
from ambasador.procedures.models import Performer, Procedure, ProcedureField, ProcedureStep, ProcedureVersion, SystemAction, VersionState
from ambasador.procedures.verbs.agreeing import require_actions, require_agreement, tidy_action
from ambasador.procedures.verbs.refusals import ClosesUnasked, NotADraft, NothingToPublish, PerformerMissing, StepsInALoop
from ambasador.procedures.verbs.remembering import remember_draft

STEP_FIELDS = frozenset(
    [
        "after",
        "name",
        "name_en",
        "stage",
        "stage_en",
        "performer",
        "unit",
        "competence",
        "standard_minutes",
        "guidance",
        "question",
        "question_en",
        "answer_options",
        "is_optional",
        "is_repeatable",
        "is_approval",
        "amount_field",
        "confirms_answer",
        "action",
        "action_settings",
        "remind_before",
        "escalate_after",
        "condition",
        "needs",
        "gives",
    ]
)

VERSION_FIELDS = frozenset(
    {
        "statutory_term", "note", "customer_reminders", "closes_unanswered", "reopens_days", "tells_handover", "tells_standing_in",
        "closing_needs",
    }
)  # fmt: skip


@transaction.atomic
def add_procedure(
    *, code: str, name: str, name_en: str, by: Actor, keywords: list[str] | None = None, is_default: bool = False
) -> Procedure:
    """Add a procedure with an empty draft of version 1. Records ProcedureAdded. Raises IntegrityError when the code is taken."""
    access.require_edit(by)
    procedure = Procedure.objects.create(code=code, name=name, name_en=name_en, keywords=keywords or [], is_default=is_default)
    ProcedureVersion.objects.create(procedure=procedure, number=1)
    record(ProcedureAdded(procedure=procedure.id, code=code), by=by)
    return procedure


@transaction.atomic
def change_procedure(procedure: Procedure, *, by: Actor, **changes: Any) -> Procedure:
    """Change names, keywords, who may own its tickets or whether it is active. Records ProcedureChanged; nothing when nothing differs."""
    access.require_edit(by)
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    real = differences(procedure, changes, allowed={"name", "name_en", "keywords", "owner_competence", "is_active"})
    if real:
        for field, value in real.items():
            setattr(procedure, field, value)
        procedure.save(update_fields=list(real))
        record(ProcedureChanged(procedure=procedure.id, changes=real), by=by)
    return procedure


@transaction.atomic
def begin_draft(procedure: Procedure, *, by: Actor) -> ProcedureVersion:
    """A draft that starts as a copy of the version in force. Repeating it returns the draft there is. Records DraftBegun."""
    access.require_edit(by)
    Procedure.objects.select_for_update().get(pk=procedure.pk)
    draft = procedure.versions.filter(state=VersionState.DRAFT).first()
    if draft:
        return draft
    latest = procedure.versions.order_by("-number").first()
    in_force = procedure.versions.filter(state=VersionState.PUBLISHED).first()
    kept = {field: getattr(in_force, field) for field in VERSION_FIELDS - {"note"}} if in_force else {}
    draft = ProcedureVersion.objects.create(procedure=procedure, number=(latest.number if latest else 0) + 1, **kept)
    if in_force:
        copies = list(in_force.steps.all())
        for step in copies:
            step.pk = None
            step.version = draft
        ProcedureStep.objects.bulk_create(copies)
        fields = list(in_force.fields.all())
        for field in fields:
            field.pk, field.version = None, draft
        ProcedureField.objects.bulk_create(fields)
    record(DraftBegun(procedure=procedure.id, version=draft.id, number=draft.number), by=by)
    return draft


@transaction.atomic
def change_version(version: ProcedureVersion, *, by: Actor, **changes: Any) -> ProcedureVersion:
    """
    Change the statutory term, the note, the reminders, the time for reopening, what the customer is told, or what must be known on closing.

    Records DraftChanged. Raises UnknownField, ClosesUnasked.
    """
    version = draft_of(version, by)
    for field in VERSION_FIELDS & set(changes):
        setattr(version, field, changes[field])
    if version.closes_unanswered and not version.customer_reminders:
        raise ClosesUnasked
    version.save(update_fields=VERSION_FIELDS)
    require_agreement(version)
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="version_changed"), by=by)
    return version


@transaction.atomic
def add_step(version: ProcedureVersion, *, key: str, by: Actor, **fields: Any) -> ProcedureStep:
    """
    Add a step at the end of a draft; without `after` it waits for the step before it. Records DraftChanged. Raises StepsInALoop,
    ConditionWrong, UnknownField, ApprovalMisplaced, ActionUnfit.
    """
    version = draft_of(version, by)
    last = version.steps.order_by("-position").first()
    fields.setdefault("after", [last.key] if last else [])
    step = ProcedureStep(version=version, key=key, position=(last.position if last else 0) + 1)
    _fill(step, fields)
    step.save()
    _check_shape(version)
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="step_added", key=key), by=by)
    return step


@transaction.atomic
def change_step(step: ProcedureStep, *, by: Actor, **fields: Any) -> ProcedureStep:
    """
    Change a step of a draft; another action forgets its settings. Records DraftChanged. Raises StepsInALoop, ConditionWrong, UnknownField,
    ApprovalMisplaced, ActionUnfit.
    """
    version = draft_of(step.version, by)
    step = ProcedureStep.objects.get(pk=step.pk)
    _fill(step, fields)
    step.save()
    _check_shape(version)
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="step_changed", key=step.key), by=by)
    return step


@transaction.atomic
def remove_step(step: ProcedureStep, *, by: Actor) -> None:
    """Take a step out of a draft; those that waited for it wait for what it waited for. Records DraftChanged."""
    version = draft_of(step.version, by)
    rest = template.without({other.key: other.after for other in version.steps.all()}, step.key)
    ProcedureStep.objects.filter(pk=step.pk).delete()
    for other in version.steps.all():
        if other.after != rest[other.key]:
            other.after = rest[other.key]
            other.save(update_fields=["after"])
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="step_removed", key=step.key), by=by)


@transaction.atomic
def move_step(step: ProcedureStep, *, places: int, by: Actor) -> None:
    """
    Move a step of a draft by so many places, down or (below zero) up, as if it changed places with one neighbour after another.

    Records DraftChanged; nothing where it cannot move.
    """
    version = draft_of(step.version, by)
    steps = list(version.steps.order_by("position"))
    before = {other.key: (other.position, other.after) for other in steps}
    index = next(i for i, other in enumerate(steps) if other.pk == step.pk)
    target = min(max(index + places, 0), len(steps) - 1)
    after = {other.key: other.after for other in steps}
    while index != target:
        upper = min(index, index + (1 if target > index else -1))
        after = template.swapped(after, steps[upper].key, steps[upper + 1].key)
        steps[upper], steps[upper + 1] = steps[upper + 1], steps[upper]
        index += 1 if target > index else -1
    positions = sorted(position for position, _after in before.values())
    changed = []
    for other, position in zip(steps, positions, strict=True):
        other.position, other.after = position, after[other.key]
        if before[other.key] != (position, other.after):
            other.save(update_fields=["position", "after"])
            changed.append(other)
    if not changed:
        return
    _check_shape(version)
    record(DraftChanged(procedure=version.procedure_id, version=version.id, what="steps_ordered", key=step.key), by=by)


@transaction.atomic
def publish_version(version: ProcedureVersion, *, by: Actor) -> ProcedureVersion:
    """
    Bring a draft into force and retire the version before it; open tickets stay on theirs. Records VersionPublished.

    Repeating it changes nothing. Raises NothingToPublish, PerformerMissing, StepsInALoop, ActionUnfit.
    """
    access.require_edit(by)
    procedure = Procedure.objects.select_for_update().get(pk=version.procedure_id)
    version = ProcedureVersion.objects.get(pk=version.pk)
    if version.state != VersionState.DRAFT:
        return version
    steps = list(version.steps.select_related("competence"))
    if not steps:
        raise NothingToPublish
    for step in steps:
        is_at_unit = step.performer in (Performer.DEPARTMENT, Performer.PARTNER)
        if is_at_unit and step.unit_id is None and (step.competence is None or not step.competence.providers.exists()):
            raise PerformerMissing(name=step.name)
    _check_shape(version)
    require_actions(steps)
    previous = procedure.versions.filter(state=VersionState.PUBLISHED).first()
    if previous:
        previous.state = VersionState.RETIRED
        previous.save(update_fields=["state"])
    version.state, version.published_at = VersionState.PUBLISHED, clock.now()
    version.save(update_fields=["state", "published_at"])
    version.earlier.all().delete()
    record(
        VersionPublished(procedure=procedure.id, version=version.id, number=version.number, previous=previous.number if previous else None),
        by=by,
    )
    return version


def draft_of(version: ProcedureVersion, by: Actor) -> ProcedureVersion:
    """The locked draft, kept as it stands before it changes; part of the verbs that change one. Raises NotADraft, NotAllowed."""
    access.require_edit(by)
    version = ProcedureVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != VersionState.DRAFT:
        raise NotADraft
    remember_draft(version)
    return version


def _fill(step: ProcedureStep, fields: dict[str, Any]) -> None:
    unknown = set(fields) - STEP_FIELDS
    if unknown:
        raise TypeError(f"a step has no {', '.join(sorted(unknown))}")
    before = step.action
    for field, value in fields.items():
        setattr(step, field, value)
    if step.performer != Performer.SYSTEM:
        step.action, step.action_settings = SystemAction.NONE, {}
    elif "action_settings" not in fields and step.action != before:
        step.action_settings = {}
    if step.action_settings:
        tidy_action(step)
    if step.is_approval:
        step.answer_options = consent.OPTIONS
        if step.amount_field and step.amount_field not in step.needs:
            step.needs = [*step.needs, step.amount_field]
    else:
        step.amount_field = ""


def _check_shape(version: ProcedureVersion) -> None:
    """Raises StepsInALoop, ConditionWrong, UnknownField, ApprovalMisplaced."""
    steps = list(version.steps.all())
    try:
        template.in_order({step.key: step.after for step in steps})
    except ValueError as loop:
        raise StepsInALoop(keys=str(loop)) from None
    require_agreement(version, steps)
