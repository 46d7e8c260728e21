"""Reactions of a subject: in order, once, and one that fails stands in nobody's way."""

import pytest

from ambasador.channels.events import RawInputTaken
from ambasador.journal import reacting
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event, Pending
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
