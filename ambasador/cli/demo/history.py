"""Six weeks of ordinary cases, one after another as they came in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ambasador.cli.demo.company import WARSAW
from ambasador.cli.demo.course import Course
from ambasador.cli.demo.stage import Case, Stage
from ambasador.customers.models import Customer
from ambasador.promises.tasks import look_at_late_steps

WEEKS = 6
KINDS = {
    "zapytanie": 44,
    "korekta-faktury": 14,
    "zmiana-terminu": 13,
    "zwrot": 10,
    "brak-czesci": 8,
    "naprawa-serwisowa": 8,
    "reklamacja-po-montazu": 4,
}
ENGLISH_KINDS = ("zwrot", "zmiana-terminu", "naprawa-serwisowa")
LOOKS_AT = 11


def enter_history(stage: Stage, *, count: int, apart: frozenset[str]) -> None:
    """`count` cases over the weeks before the present; the customers named in `apart` have stories of their own."""
    clients = [client for name, client in stage.clients.items() if name not in apart and client.kind == "person"]
    for opened in sorted(_moments(stage, count)):
        client = stage.rng.choice(clients)
        stage.enter(Course(stage, client, _kind(stage, client), opened).play())
    stage.enter(look_out(stage))


def look_out(stage: Stage) -> Case:
    """The clock's own work: every working day the promises of late steps are looked at."""
    moment = (stage.until - timedelta(weeks=WEEKS)).astimezone(WARSAW).replace(hour=LOOKS_AT, minute=0, second=0, microsecond=0)
    while True:
        yield moment
        look_at_late_steps(timestamp=0)
        stage.settle()
        moment += timedelta(days=1)
        while not stage.hours.openings_on(moment.date()):
            moment += timedelta(days=1)


def _moments(stage: Stage, count: int) -> Iterator[datetime]:
    """When letters come: by day rather than at night, on workdays rather than at weekends, a little more from week to week."""
    made = 0
    while made < count:
        back = WEEKS * 7 * (1 - stage.rng.random() ** 0.8)
        moment = (stage.until - timedelta(days=back)).astimezone(WARSAW)
        hour = int(stage.rng.triangular(6, 22, 10))
        moment = moment.replace(hour=hour, minute=stage.rng.randrange(60), second=stage.rng.randrange(60), microsecond=0)
        if moment >= stage.until - timedelta(minutes=5) or (moment.weekday() > 4 and stage.rng.random() < 0.6):
            continue
        made += 1
        yield moment


def _kind(stage: Stage, client: Customer) -> str:
    if client.language == "en":
        return stage.rng.choice(ENGLISH_KINDS)
    return stage.rng.choices(list(KINDS), weights=list(KINDS.values()))[0]
