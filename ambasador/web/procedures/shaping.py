"""A version of a procedure as the screen shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ambasador.procedures import template
from ambasador.procedures.models import Performer, ProcedureStep, ProcedureVersion
from ambasador.web import wording

HOURS_A_DAY, WHOLE_DAY = 8, 24
OPENING = ""  # what the steps that wait for no other step wait for: so several of them run in parallel too
ICONS = {
    Performer.OWNER: "user",
    Performer.DEPARTMENT: "dept",
    Performer.PARTNER: "partner",
    Performer.CUSTOMER: "users",
    Performer.SYSTEM: "gear",
}


@dataclass(frozen=True)
class StepRow:
    """`place` is 4, or 5a and 5b for steps that run in parallel."""

    key: str
    place: str
    name: str
    who: str
    icon: str
    standard: str
    is_optional: bool
    is_current: bool
    is_changed: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class StepGroup:
    """Steps one after another, or side by side. `title` stands over them, nothing over the first."""

    rows: Sequence[StepRow]
    is_parallel: bool
    title: str


def steps_of(version: ProcedureVersion) -> list[ProcedureStep]:
    """The steps with unit and competence; one query."""
    return list(version.steps.select_related("unit", "competence").order_by("position"))


def groups_of(steps: Sequence[ProcedureStep], *, current: str, before: Sequence[ProcedureStep] = ()) -> list[StepGroup]:
    """`before` are the steps of the version in force: a step that differs from its namesake there is marked as changed."""
    by_key = {step.key: step for step in steps}
    old = {step.key: step for step in before}
    keys = [step.key for step in steps]
    made: list[StepGroup] = []
    for number, group in enumerate(template.groups([(step.key, step.after or [OPENING]) for step in steps]), start=1):
        is_parallel = len(group) > 1
        rows = []
        for letter, key in zip("abcdefghijklmnopqrstuvwxyz", group, strict=False):
            step = by_key[key]
            is_changed = bool(before) and (key not in old or _differs(step, old[key]))
            rows.append(_row(step, f"{number}{letter if is_parallel else ''}", keys, current=current, is_changed=is_changed))
        if made and not is_parallel and not made[-1].is_parallel:
            made[-1] = StepGroup([*made[-1].rows, *rows], False, made[-1].title)
        else:
            title = _("In parallel") if is_parallel else _("Then one after another") if made else ""
            made.append(StepGroup(rows, is_parallel, title))
    return made


def changes_between(steps: Sequence[ProcedureStep], before: Sequence[ProcedureStep]) -> int:
    """How many steps were added, removed or changed."""
    old, new = {step.key: step for step in before}, {step.key: step for step in steps}
    changed = sum(1 for key in old.keys() & new.keys() if _differs(new[key], old[key]))
    return changed + len(old.keys() ^ new.keys())


COMPARED = (
    "position", "after", "name", "name_en", "stage", "stage_en", "performer", "unit_id", "competence_id", "standard_minutes", "guidance",
    "question", "question_en", "answer_options", "is_optional", "is_repeatable", "is_approval", "amount_field", "confirms_answer", "action", "action_settings",
    "remind_before", "escalate_after",
)  # fmt: skip


def _differs(step: ProcedureStep, other: ProcedureStep) -> bool:
    return any(getattr(step, field) != getattr(other, field) for field in COMPARED)


def _row(step: ProcedureStep, place: str, keys: list[str], *, current: str, is_changed: bool) -> StepRow:
    return StepRow(
        key=step.key,
        place=place,
        name=name_of(step),
        who=who_of(step),
        icon=ICONS[Performer(step.performer)],
        standard=standard_of(step),
        is_optional=step.is_optional,
        is_current=step.key == current,
        is_changed=is_changed,
        is_first=step.key == keys[0],
        is_last=step.key == keys[-1],
    )


def name_of(step: ProcedureStep) -> str:
    return step.name_en if get_language() == "en" and step.name_en else step.name


def who_of(step: ProcedureStep) -> str:
    """The unit, or the competence that finds one, or the kind of performer; and that it is optional."""
    if step.unit:
        who = step.unit.shown_name
    elif step.competence:
        who = step.competence.name_for(get_language() or "pl")
    else:
        who = str(Performer(step.performer).label)
    if step.performer == Performer.CUSTOMER:
        who = f"{who} · {_('our clock is paused')}"
    return f"{who} · {_('option')}" if step.is_optional else who


def standard_of(step: ProcedureStep) -> str:
    hours = WHOLE_DAY if step.performer == Performer.CUSTOMER else HOURS_A_DAY
    return wording.duration(timedelta(minutes=step.standard_minutes), hours_a_day=hours)


def pause_of(step: ProcedureStep, minutes: int | None) -> str:
    """A setting of the reminders; empty where the step follows the house."""
    if minutes is None:
        return ""
    hours = WHOLE_DAY if step.performer == Performer.CUSTOMER else HOURS_A_DAY
    return wording.duration(timedelta(minutes=minutes), hours_a_day=hours) if minutes else _("never")


def total_of(steps: Sequence[ProcedureStep]) -> str:
    """The standards of the company's own steps together; what the customer takes is not ours to promise."""
    minutes = sum(step.standard_minutes for step in steps if step.performer != Performer.CUSTOMER)
    return wording.duration(timedelta(minutes=minutes), hours_a_day=HOURS_A_DAY)
