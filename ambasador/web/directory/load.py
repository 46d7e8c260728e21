"""How much each competence has to do and how long it usually takes, from the steps of tickets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, Q

from ambasador.accounts import door
from ambasador.directory.models import Competence
from ambasador.directory.queries import working_time_of
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Step
from ambasador.tickets.models.route import ACTIVE, StepState

RECENT = 1000
FEWEST = 5


@dataclass(frozen=True)
class Load:
    """Steps in work and how many of those are late; `usual_minutes` is the median working time of `count` steps, None below five."""

    open_steps: int = 0
    late_steps: int = 0
    usual_minutes: int | None = None
    count: int = 0


def loads(competences: Iterable[Competence], *, by: Actor, at: datetime) -> dict[int, Load]:
    """
    The load of each competence, by its id. Two queries, and two for each calendar that this process has not seen in its present version.

    Only steps the reader may see count; durations come from the newest thousand finished steps.
    """
    ids = [competence.pk for competence in competences]
    active = door.visible(Step.objects.filter(competence__in=ids, state__in=ACTIVE, ticket__closed_at=None), by).order_by()
    late = Count("id", filter=Q(due_at__lt=at))
    counted = {row[0]: row[1:] for row in active.values_list("competence").annotate(n=Count("id"), late=late)}
    finished = door.visible(Step.objects.filter(competence__in=ids, state=StepState.DONE, unit__isnull=False), by).exclude(started_at=None)
    took: dict[int, list[int]] = defaultdict(list)
    for step in finished.select_related("unit__calendar").order_by("-finished_at")[:RECENT]:
        if step.unit and step.started_at and step.finished_at and step.competence_id:
            took[step.competence_id].append(working_time_of(step.unit.calendar).minutes_between(step.started_at, step.finished_at))
    return {number: _load(counted.get(number, (0, 0)), took[number]) for number in ids}


def _load(counted: tuple[int, ...], took: list[int]) -> Load:
    return Load(counted[0], counted[1], round(median(took)) if len(took) >= FEWEST else None, len(took))
