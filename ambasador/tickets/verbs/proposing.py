"""From what people do to the next version of the procedure. [N4]"""

from django.db import transaction
from django.utils.translation import gettext as _

from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.procedures import access as procedures_access
from ambasador.procedures import verbs as procedures
from ambasador.procedures.models import Procedure, ProcedureStep, ProcedureVersion
from ambasador.tickets.events import HabitDrafted
from ambasador.tickets.habits import ALMOST_ALWAYS, Habit, habits
from ambasador.tickets.models.route import DeviationKind
from ambasador.tickets.verbs.refusals import NoSuchHabit

ADDED_MINUTES = 480


@transaction.atomic
def draft_habit(procedure: Procedure, *, kind: str, key: str, by: Actor) -> ProcedureVersion:
    """
    Write a repeated deviation into the draft of the procedure's next version, beginning one if there is none. Records HabitDrafted and DraftChanged.

    A step that is nearly always skipped is taken out, one often skipped becomes optional; one done earlier waits for nothing; one moved
    changes places with its predecessor; one sent elsewhere goes there; one begun without its data needs none; one added stands at the
    end. Publishing stays a decision of its own. Repeating it changes the draft no further. Raises NoSuchHabit when the deviation is not
    repeated (any more) or the step is gone.
    """
    procedures_access.require_edit(by)
    habit = next((one for one in habits(procedure, at=clock.now()) if (one.kind, one.key) == (kind, key) and one.is_proposed), None)
    if habit is None:
        raise NoSuchHabit
    draft = procedures.begin_draft(procedure, by=by)
    if _change(draft, habit, by):
        record(HabitDrafted(procedure=procedure.id, version=draft.id, deviation=kind, key=key, number=habit.tickets, of=habit.of), by=by)
    return draft


def _change(draft: ProcedureVersion, habit: Habit, by: Actor) -> bool:
    """Whether anything of the draft changed."""
    if habit.kind == DeviationKind.ADDED:
        return _add(draft, habit, by)
    step = draft.steps.filter(key=habit.key).first()
    if step is None:
        return False
    if habit.kind == DeviationKind.SKIPPED:
        return _skip(step, habit, by)
    if habit.kind == DeviationKind.EARLIER:
        return _set(step, by, after=[])
    if habit.kind == DeviationKind.WITHOUT_DATA:
        return _set(step, by, needs=[])
    if habit.kind == DeviationKind.ELSEWHERE:
        unit = Unit.objects.filter(pk=habit.unit or 0).first()
        return _set(step, by, unit=unit, performer=unit.kind if unit else "owner", competence=None)
    before = draft.steps.filter(position__lt=step.position).order_by("-position").first()
    if before is None or before.key not in step.after:
        return False  # moved already
    procedures.move_step(step, places=-1, by=by)
    return True


def _skip(step: ProcedureStep, habit: Habit, by: Actor) -> bool:
    if habit.share >= ALMOST_ALWAYS:
        procedures.remove_step(step, by=by)
        return True
    return _set(step, by, is_optional=True)


def _add(draft: ProcedureVersion, habit: Habit, by: Actor) -> bool:
    unit = Unit.objects.filter(code=habit.key).first()
    if unit is None or draft.steps.filter(unit=unit).exists():
        return False
    names = {"name": _("Question: %(unit)s") % {"unit": unit.name}, "name_en": f"Question: {unit.name_for('en')}"}
    procedures.add_step(
        draft, key=f"pytanie-{unit.code}"[:40], performer=unit.kind, unit=unit, standard_minutes=ADDED_MINUTES, question=names["name"], by=by, **names
    )
    return True


def _set(step: ProcedureStep, by: Actor, **fields: object) -> bool:
    if all(getattr(step, name) == value for name, value in fields.items()):
        return False
    procedures.change_step(step, by=by, **fields)
    return True
