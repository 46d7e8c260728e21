"""
Deviations that became a habit: what the tickets of a procedure show should be changed in it. [P4, N4]

Counted are the tickets opened in the last WINDOW with any version of the procedure. A habit is a way off the route that at least
FEWEST tickets and SHARE of them took. Its effect is told as two medians of the time from opening to closing, of closed tickets that
went this way and of those that did not, each with its number: a comparison, not a cause.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from ambasador.procedures.models import Procedure
from ambasador.tickets.models import Ticket
from ambasador.tickets.models.route import DeviationKind

WINDOW, FEWEST, SHARE, ALMOST_ALWAYS = timedelta(days=90), 10, 0.3, 0.8
AT_MOST = 100


@dataclass(frozen=True)
class Medians:
    """Median time from opening to closing, and of how many closed tickets."""

    time: timedelta
    tickets: int


@dataclass(frozen=True)
class Habit:
    """
    One way off the route at one step. `key` is the step's key in the procedure; of an added step the code of the unit that was asked, of
    a procedure left it is empty. `reasons` are codes with their numbers, the most frequent first; `unit` is where it most often went.
    """

    kind: str
    key: str
    tickets: int
    of: int
    reasons: tuple[tuple[str, int], ...]
    unit: int | None = None
    with_it: Medians | None = None
    without_it: Medians | None = None

    @property
    def share(self) -> float:
        return self.tickets / self.of if self.of else 0.0

    @property
    def is_proposed(self) -> bool:
        """Whether the procedure should follow: often enough, and a change of the template can say it."""
        return self.tickets >= FEWEST and self.share >= SHARE and self.kind != DeviationKind.LEFT

    @property
    def saves(self) -> timedelta | None:
        """By how much the median is shorter when tickets go this way; negative when longer; None with too few of either to say."""
        if not self.with_it or not self.without_it or min(self.with_it.tickets, self.without_it.tickets) < FEWEST:
            return None
        return self.without_it.time - self.with_it.time


WAYS = """
    WITH considered AS (
        SELECT t.id, t.opened_at, t.closed_at FROM tickets_ticket t
        WHERE t.version_id = ANY(%(versions)s::bigint[]) AND t.opened_at >= %(since)s
    ), taken AS (
        SELECT d.ticket_id, d.kind, d.reason,
               CASE d.kind WHEN 'left' THEN '' WHEN 'added' THEN coalesce(u.code, s.performer) ELSE split_part(split_part(s.key, '@', 1), '~', 1) END AS key,
               s.unit_id
        FROM tickets_deviation d LEFT JOIN tickets_step s ON s.id = d.step_id LEFT JOIN directory_unit u ON u.id = s.unit_id
        WHERE d.version_id = ANY(%(versions)s::bigint[]) AND d.at >= %(since)s
    )
"""
COUNTS = f"""{WAYS}
    SELECT kind, key, reason, count(DISTINCT ticket_id), mode() WITHIN GROUP (ORDER BY unit_id) FROM taken
    GROUP BY GROUPING SETS ((kind, key, reason), (kind, key)) LIMIT 1000
"""  # noqa: S608 - our own text
TIMES = f"""{WAYS}
    , ways AS (SELECT kind, key FROM taken GROUP BY 1, 2 HAVING count(DISTINCT ticket_id) >= %(fewest)s ORDER BY count(*) DESC LIMIT 20),
    gone AS (SELECT DISTINCT ticket_id, kind, key FROM taken)
    SELECT w.kind, w.key, g.ticket_id IS NOT NULL, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.closed_at - c.opened_at)), count(*)
    FROM ways w CROSS JOIN considered c LEFT JOIN gone g ON (g.ticket_id, g.kind, g.key) = (c.id, w.kind, w.key)
    WHERE c.closed_at IS NOT NULL GROUP BY 1, 2, 3 LIMIT 1000
"""  # noqa: S608 - our own text


def habits(procedure: Procedure, *, at: datetime) -> list[Habit]:
    """The ways that tickets of the procedure went off its route, the most frequent first, at most 100; four queries."""
    versions = list(procedure.versions.values_list("id", flat=True))
    values: dict[str, Any] = {"versions": versions, "since": at - WINDOW, "fewest": FEWEST}
    considered = Ticket.objects.filter(version_id__in=versions, opened_at__gte=at - WINDOW).count()
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        counted = cursor.fetchall()
        cursor.execute(TIMES, values)
        times = {(kind, key, went): Medians(timedelta(seconds=float(median)), number) for kind, key, went, median, number in cursor.fetchall()}
    reasons: dict[tuple[str, str], Counter[str]] = {}
    for kind, key, reason, number, _unit in counted:
        if reason is not None:
            reasons.setdefault((kind, key), Counter())[reason] = number
    found = [
        Habit(
            kind=kind, key=key, tickets=number, of=max(considered, number), reasons=tuple(reasons[kind, key].most_common()), unit=unit,
            with_it=times.get((kind, key, True)), without_it=times.get((kind, key, False)),
        )
        for kind, key, reason, number, unit in counted
        if reason is None
    ]  # fmt: skip
    return sorted(found, key=lambda habit: (-habit.tickets, habit.kind, habit.key))[:AT_MOST]


def tickets_with(kind: str, key: str, *, at: datetime) -> Q:
    """Which tickets are counted in a habit, among those of its procedure."""
    counted = Q(deviations__kind=kind, opened_at__gte=at - WINDOW)
    if kind == DeviationKind.LEFT:
        return counted
    if kind == DeviationKind.ADDED:
        return counted & (Q(deviations__step__unit__code=key) | Q(deviations__step__unit=None, deviations__step__performer=key))
    return counted & (Q(deviations__step__key=key) | Q(deviations__step__key__startswith=f"{key}@") | Q(deviations__step__key__startswith=f"{key}~"))
