"""Stages from steps, by tables of cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ambasador.portal.status.band import band_of
from ambasador.portal.status.stages import PublicStep, stages_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def step(stage, state):
    begun = NOON if state not in {"planned", "skipped"} else None
    return PublicStep(stage, state, begun, NOON if state == "done" else None, NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], []),
        ([("A", "done"), ("A", "accepted"), ("B", "planned")], [("A", "now"), ("B", "next")]),
        ([("A", "done"), ("A", "planned")], [("A", "now")]),
        ([("A", "done"), ("", "offered"), ("B", "planned")], [("A", "done"), ("?", "now"), ("B", "next")]),
        ([("A", "accepted"), ("", "offered"), ("B", "planned")], [("A", "now"), ("B", "next")]),
        ([("A", "done"), ("", "done"), ("A", "accepted")], [("A", "now")]),
        ([("", "done"), ("A", "planned")], [("A", "next")]),
        ([("", "accepted")], [("?", "now")]),
        ([("", "done"), ("", "planned")], [("?", "now")]),
        ([("A", "skipped"), ("B", "accepted")], [("B", "now")]),
        ([("A", "done"), ("B", "skipped"), ("A", "done")], [("A", "done")]),
        ([("A", "answered"), ("B", "returned"), ("C", "planned")], [("A", "now"), ("B", "now"), ("C", "next")]),
    ],
)
def test_stages(steps, told):
    assert [(stage.name, stage.state) for stage in stages_of([step(*one) for one in steps], nameless="?")] == told


def test_what_waits_for_the_customer_promises_nothing_of_ours():
    ours, theirs = step("A", "accepted"), replace(step("A", "offered"), is_theirs=True)
    assert [stage.is_theirs for stage in stages_of([theirs], nameless="?")] == [True]
    assert [stage.is_theirs for stage in stages_of([ours, theirs], nameless="?")] == [False]
    assert stages_of([replace(theirs, stage="")], nameless="?") == []


@pytest.mark.parametrize("days", [-40, -1, 0, 1, 3, 5, 400])
def test_the_band_stays_inside_and_labels_apart(days):
    start = NOON - timedelta(days=6)
    promise = (NOON + timedelta(days=2), NOON + timedelta(days=3), NOON + timedelta(days=5))
    made = band_of(
        opened_at=start, now_at=NOON + timedelta(days=days), promise=promise, start_says="19 lis", now_says="dziś", range_says="27–30 lis"
    )
    for value in (made.past, made.range_x, made.likely, made.now, *(label.x for label in made.labels)):
        assert 0 <= float(value.rstrip("%")) <= 100
    assert made.labels[0].text == "27–30 lis"
