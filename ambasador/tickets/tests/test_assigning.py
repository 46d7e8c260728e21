"""Who becomes the first owner, as a calculation: a table of cases."""

from datetime import UTC, datetime, time, timedelta

import pytest

from ambasador.lib.business_time import ALWAYS, WorkingTime
from ambasador.tickets.assigning import MINUTES_PER_TICKET, Agent, choose, shift

pytestmark = pytest.mark.req("O1")
NOW = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)
SOON = NOW + timedelta(minutes=30)
ANNA = Agent(user=1, person=11, from_at=NOW, until_at=NOW + timedelta(hours=5), work_minutes=180, open_tickets=4)
BEA = Agent(user=2, person=12, from_at=NOW, until_at=NOW + timedelta(hours=5), work_minutes=60, open_tickets=2)
NIGHT = Agent(user=3, person=13, from_at=NOW + timedelta(hours=6), until_at=NOW + timedelta(hours=14))
NEXT = Agent(user=4, person=14, from_at=NOW + timedelta(minutes=20), until_at=NOW + timedelta(hours=8))


@pytest.mark.parametrize(
    ("agents", "knowing", "due_at", "expected"),
    [
        pytest.param([ANNA, BEA], None, SOON, (2, False), id="the least work"),
        pytest.param([ANNA, BEA], {11}, SOON, (1, True), id="who knows, though with more work"),
        pytest.param([ANNA, BEA, NEXT], {11, 12}, SOON, (2, True), id="the least work of those who know"),
        pytest.param([NEXT, ANNA], None, SOON, (1, False), id="on shift before idle but not here yet"),
        pytest.param([NEXT, NIGHT], None, SOON, (4, False), id="who comes before the clock runs out"),
        pytest.param([NIGHT], None, SOON, None, id="nobody comes in time: the queue"),
        pytest.param([ANNA, NIGHT], {13}, SOON, None, id="who knows comes too late: wait for them while the clock runs"),
        pytest.param([ANNA, NIGHT], {13}, NOW, (1, False), id="the clock has run out: anybody on shift"),
        pytest.param([NEXT], {13}, NOW, None, id="the clock has run out and nobody is on shift"),
        pytest.param([ANNA], {99}, NOW, (1, False), id="nobody knows at all: not left alone"),
        pytest.param([], None, SOON, None, id="nobody"),
    ],
)
def test_the_choice(agents, knowing, due_at, expected):
    found = choose(agents, knowing=knowing, at=NOW, due_at=due_at)
    assert (found and (found[0].user, found[1])) == expected


def test_many_small_tickets_are_work_too():
    idle = Agent(user=5, person=15, from_at=NOW, until_at=None, work_minutes=0, open_tickets=12)
    busy = Agent(user=6, person=16, from_at=NOW, until_at=None, work_minutes=12 * MINUTES_PER_TICKET - 20, open_tickets=1)
    assert choose([idle, busy], knowing=None, at=NOW, due_at=SOON)[0] is busy


def test_each_ticket_counts_for_the_next():
    assert BEA.with_another(60).load_minutes == BEA.load_minutes + 60 + MINUTES_PER_TICKET


def test_a_shift_is_the_present_one_or_the_next():
    office = WorkingTime(zone="Europe/Warsaw", week={day: [(time(8), time(16))] for day in range(5)})
    assert shift(office, NOW) == (NOW, datetime(2026, 11, 25, 15, 0, tzinfo=UTC))
    evening = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    assert shift(office, evening) == (datetime(2026, 11, 26, 7, 0, tzinfo=UTC), datetime(2026, 11, 26, 15, 0, tzinfo=UTC))
    assert shift(ALWAYS, NOW) == (NOW, None)
    assert shift(WorkingTime(zone="Europe/Warsaw", week={}), NOW) is None
