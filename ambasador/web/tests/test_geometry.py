"""Where things stand in the drawings."""

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambasador.web.components import samples
from ambasador.web.geometry import BandOf, LaneOf, band, bullet, pips

WARSAW = ZoneInfo("Europe/Warsaw")


def number(text):
    assert text.endswith("%")
    return float(text[:-1])


def test_pips_as_in_the_design():
    assert [(pip.x, pip.width, pip.state) for pip in pips(1, 3)] == [
        ("0.00%", "30.73%", "done"),
        ("33.33%", "30.73%", "now"),
        ("66.67%", "30.73%", ""),
    ]


def test_a_closed_ticket_has_no_current_pip():
    assert [pip.state for pip in pips(2, 2, is_open=False)] == ["done", "done"]


@given(done=st.integers(0, 80), total=st.integers(0, 80))
def test_pips_never_touch_nor_leave_the_bar(done, total):
    bars = pips(done, total)
    for one, following in itertools.pairwise(bars):
        assert number(one.x) + number(one.width) < number(following.x)
    assert not bars or number(bars[-1].x) + number(bars[-1].width) <= 100.01


@pytest.mark.parametrize(
    ("spent", "standard", "inside", "over"),
    [
        (0, 60, "", ""),
        (30, 60, "31.00%", ""),
        (60, 60, "62.00%", ""),
        (90, 60, "62.00%", "31.00%"),
        (900, 60, "62.00%", "38.00%"),
        (5, 0, "62.00%", "38.00%"),
    ],
)
def test_bullet(spent, standard, inside, over):
    made = bullet(spent, standard, is_live=False)
    assert (made.spent, made.over) == (inside, over)


def made_band(**changes):
    of = {"opened_at": samples.at(19, 9, 12), "now_at": samples.NOW, "closed_days": set()} | changes
    return band(BandOf(**of), day_says=str)


def test_band_of_the_design():
    made = samples.route().band
    assert made.past.x == "2.56%"
    assert made.now == "42.97%"
    assert made.likely == "77.78%"
    assert [tick.text for tick in made.ticks][:3] == ["czw. 19", "pt. 20", "pon. 23"]
    assert len(made.closed) == 4
    assert {label.style for label in made.labels} == {"t-now", "t-tone", "t-law", "t-first"}


def test_band_without_a_promise_is_at_least_five_days():
    made = made_band(now_at=samples.at(19, 9, 13))
    assert (made.range, made.first, made.law, made.likely) == (None, None, "", "")
    assert len(made.ticks) == 5


def test_an_ended_ticket_has_no_now():
    assert made_band(is_ended=True, now_says="teraz").now == ""


def test_a_day_with_another_hour_is_as_wide_as_the_others():
    opened = datetime(2026, 10, 24, 12, tzinfo=WARSAW)
    made = band(BandOf(opened_at=opened, now_at=datetime(2026, 10, 26, 12, tzinfo=WARSAW), closed_days=()), day_says=str)
    assert number(made.now) == pytest.approx(50.0)


def test_a_late_step_shows_its_excess_behind_the_plan():
    lane = LaneOf("Oględziny", samples.at(19, 9), samples.at(20, 9), samples.at(19, 9), samples.at(21, 9))
    made = made_band(lanes=[lane]).lanes[0]
    assert number(made.over.x) == pytest.approx(number(made.plan.x) + number(made.plan.width), abs=0.02)
    assert not made.is_next


@given(
    hours=st.tuples(*[st.integers(0, 24 * 90)] * 5),
    says=st.tuples(*[st.text("abcd efgh", max_size=60)] * 4),
)
def test_nothing_leaves_the_band_and_no_two_labels_touch(hours, says):
    opened = samples.at(1, 8)
    now, early, likely, late, law = (opened + timedelta(hours=hour) for hour in hours)
    early, likely, late = sorted([early, likely, late])
    made = made_band(
        opened_at=opened,
        now_at=now,
        promise=(early, likely, late),
        first_promise=(early, late),
        statutory_on=law.date(),
        now_says=says[0],
        promise_says=says[1],
        first_says=says[2],
        statutory_says=says[3],
    )
    for span in [made.past, made.first, made.range, *made.closed]:
        assert 0 <= number(span.x) <= 100
        assert number(span.x) + number(span.width) <= 100.6
    places = sorted((number(label.x), number(label.x) + len(label.text) * 0.70) for label in made.labels)
    for (_, end), (begin, _) in itertools.pairwise(places):
        assert end < begin
