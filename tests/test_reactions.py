"""Reactions of a subject: in order, once, and one that fails stands in nobody's way."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from ambasador.channels.events import RawInputTaken
from ambasador.journal import reacting
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event, Pending, Wakeup
from ambasador.journal.verbs import ReactionsFailed, react_to, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What two listeners were called with; the first of them fails until `("mended", 0)` stands in the list."""
    calls: list[tuple[str, int]] = []

    def first(event: Event) -> None:
        if ("mended", 0) not in calls:
            raise ZeroDivisionError
        calls.append(("first", event.id))

    def second(event: Event) -> None:
        calls.append(("second", event.id))

    monkeypatch.setitem(reacting.REACTIONS, "tests.first", first)
    monkeypatch.setitem(reacting.REACTIONS, "tests.second", second)
    monkeypatch.setitem(reacting.LISTENERS, RawInputTaken.kind, ["tests.first", "tests.second"])
    return calls


def test_a_failing_reaction_keeps_its_mark_and_the_others_are_done_once(seen: list[tuple[str, int]]) -> None:
    events = [record(RawInputTaken(raw_input=1), by=SYSTEM) for _each in range(2)]
    with pytest.raises(ReactionsFailed):
        react_to(subject_kind="raw_input", subject_id=1)
    assert seen == [("second", event.id) for event in events]
    marks = list(Pending.objects.order_by("id"))
    assert [(mark.reaction, mark.tries) for mark in marks] == [("tests.first", 1)] * 2
    assert "ZeroDivisionError" in marks[0].error
    seen.append(("mended", 0))
    assert react_to(subject_kind="raw_input", subject_id=1) == 2
    assert seen[3:] == [("first", event.id) for event in events]
    assert react_to(subject_kind="raw_input", subject_id=1) == 0
    assert not Pending.objects.exists()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was called, in order: an ordinary listener that records one more event the first time, and one that comes afterwards."""
    calls: list[str] = []

    def ordinary(event: Event) -> None:
        calls.append("ordinary")
        if len(calls) == 1:
            record(RawInputTaken(raw_input=1), by=SYSTEM)

    def index(event: Event) -> None:
        calls.append(f"index {event.id}")
        if "torn" in calls:
            raise ZeroDivisionError

    monkeypatch.setitem(reacting.REACTIONS, "tests.index", index)
    monkeypatch.setitem(reacting.REACTIONS, "tests.ordinary", ordinary)
    monkeypatch.setitem(reacting.LISTENERS, RawInputTaken.kind, ["tests.index", "tests.ordinary"])
    monkeypatch.setattr(reacting, "AFTERWARDS", {"tests.index"})
    return calls


def test_what_comes_afterwards_is_done_once_with_the_newest_event(kept: list[str]) -> None:
    for _each in range(3):
        record(RawInputTaken(raw_input=1), by=SYSTEM)
    assert Wakeup.objects.get(subject_kind="raw_input").calls == 3
    react_to(subject_kind="raw_input", subject_id=1)
    newest = Event.objects.filter(subject_kind="raw_input").latest("id")
    assert kept == ["ordinary"] * 4 + [f"index {newest.id}"]
    assert not Pending.objects.exists()
    assert not Wakeup.objects.exists()


def test_what_comes_afterwards_and_fails_is_tried_once_and_kept(kept: list[str]) -> None:
    kept.append("torn")
    for _each in range(3):
        record(RawInputTaken(raw_input=1), by=SYSTEM)
    with pytest.raises(ReactionsFailed):
        react_to(subject_kind="raw_input", subject_id=1)
    assert len([call for call in kept if call.startswith("index")]) == 1
    assert Pending.objects.count() == 3
    kept.remove("torn")
    react_to(subject_kind="raw_input", subject_id=1)
    assert not Pending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_not_committed_yet_is_not_overlooked(kept: list[str]) -> None:
    """Its mark cannot be seen while the job looks; the job waits with the wakeup, and looks again."""
    kept.append("begun")
    with transaction.atomic():
        record(RawInputTaken(raw_input=1), by=SYSTEM)
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            record(RawInputTaken(raw_input=1), by=SYSTEM)
            job = threads.submit(_react_in_a_thread)
            time.sleep(0.5)
            assert not job.done()
        job.result(10)
    assert kept.count("ordinary") == 2
    assert not Pending.objects.exists()
    assert not Wakeup.objects.exists()


def _react_in_a_thread() -> None:
    try:
        react_to(subject_kind="raw_input", subject_id=1)
    finally:
        connection.close()
