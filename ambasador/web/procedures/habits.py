"""Repeated deviations on the page of a procedure: what they are, why, and what they change. [N4]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambasador.accounts import door
from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.procedures.models import Procedure, ProcedureStep
from ambasador.tickets.habits import ALMOST_ALWAYS, Habit, habits
from ambasador.tickets.models.route import DeviationKind, DeviationReason
from ambasador.web import wording
from ambasador.web.procedures import shaping

SHOWN = 8
SAYS = {
    "skipped": gettext_lazy("In %(number)s of %(of)s tickets this step is skipped: %(step)s."),
    "added": gettext_lazy("In %(number)s of %(of)s tickets somebody is asked whom the procedure does not name: %(step)s."),
    "moved": gettext_lazy("In %(number)s of %(of)s tickets this step is moved: %(step)s."),
    "earlier": gettext_lazy("In %(number)s of %(of)s tickets this step begins earlier: %(step)s."),
    "elsewhere": gettext_lazy("In %(number)s of %(of)s tickets this step is given to somebody else: %(step)s."),
    "without_data": gettext_lazy("In %(number)s of %(of)s tickets this step begins without its data: %(step)s."),
    "left": gettext_lazy("In %(number)s of %(of)s tickets the procedure is left for another one."),
}
CHANGES = {
    "skipped": gettext_lazy("make it optional"),
    "added": gettext_lazy("add it at the end"),
    "moved": gettext_lazy("change its place"),
    "earlier": gettext_lazy("let it wait for nothing"),
    "elsewhere": gettext_lazy("give it to whom it goes"),
    "without_data": gettext_lazy("let it begin without that data"),
}


@dataclass(frozen=True)
class ShownHabit:
    """`change` says what the draft would have; empty when nothing is proposed. `fields` go with the button."""

    says: str
    why: str
    effect: str
    tickets_url: str
    change: str
    fields: Sequence[tuple[str, str]]


def shown_habits(procedure: Procedure, steps: Sequence[ProcedureStep], *, by: Actor, at: datetime) -> list[ShownHabit]:
    """The most frequent ways off the route; five queries."""
    found = [habit for habit in habits(procedure, at=at) if habit.kind in SAYS and habit.of > 1][:SHOWN]
    names = {step.key: shaping.name_of(step) for step in steps}
    added = [habit.key for habit in found if habit.kind == DeviationKind.ADDED]
    units = door.visible(Unit.objects.filter(code__in=added), by)
    names |= {unit.code: unit.shown_name for unit in units}
    return [_shown(procedure, habit, names.get(habit.key, habit.key)) for habit in found]


def _shown(procedure: Procedure, habit: Habit, step: str) -> ShownHabit:
    reasons = [f"{DeviationReason(code).label} ({number})" for code, number in habit.reasons if code in DeviationReason.values]
    query = {"state": "all", "procedure": procedure.code, "deviation": f"{habit.kind}:{habit.key}"}
    change = ""
    if habit.is_proposed:
        is_removed = habit.kind == DeviationKind.SKIPPED and habit.share >= ALMOST_ALWAYS
        change = str(_("take it out") if is_removed else CHANGES.get(habit.kind, ""))
    return ShownHabit(
        says=str(SAYS[habit.kind]) % {"number": habit.tickets, "of": habit.of, "step": step},
        why=", ".join(reasons),
        effect=_effect(habit),
        tickets_url=f"{reverse('web:tickets')}?{urlencode(query)}",
        change=change,
        fields=[("kind", habit.kind), ("key", habit.key)],
    )


def _effect(habit: Habit) -> str:
    """The two medians, with their numbers; nothing when there are too few to say."""
    saves, with_it, without_it = habit.saves, habit.with_it, habit.without_it
    if saves is None or with_it is None or without_it is None:
        return ""
    values = {
        "one": wording.duration(with_it.time), "n": with_it.tickets, "other": wording.duration(without_it.time), "m": without_it.tickets,
        "difference": wording.duration(abs(saves)),
    }  # fmt: skip
    if saves.total_seconds() >= 0:
        return _("Such tickets take %(difference)s less: half of them %(one)s (%(n)s closed), of the others %(other)s (%(m)s closed).") % values
    return _("Such tickets take %(difference)s longer: half of them %(one)s (%(n)s closed), of the others %(other)s (%(m)s closed).") % values
