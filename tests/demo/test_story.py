"""The story, played against a real mail listener."""

import pytest

from ambasador.channels.tests.conftest import Doors
from ambasador.cli import verify
from ambasador.cli.demo import building, story
from ambasador.journal.models import Event
from ambasador.tickets.models import Ticket


@pytest.fixture
def played(transactional_db, run_jobs):
    building.build(cases=0)
    told: list[str] = []
    with Doors() as doors:
        host, port = doors.addresses[0]
        ticket = story.Story(url="http://x", listener=f"{host}:{port}", tell=told.append, tick=run_jobs).play()
    return ticket, told


@pytest.mark.slow
def test_one_case_goes_through_every_door_and_keeps_its_owner(played):
    ticket, told = played
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.is_closed
    assert ticket.version.procedure.code == "brak-czesci"
    assert set(ticket.ownerships.values_list("owner", flat=True)) == {ticket.owner_id}
    assert verify.differences_of(ticket) == []
    assert list(ticket.steps.values_list("key", flat=True)) == ["ocena", "protokol", "wysylka", "informacja"]
    assert set(ticket.steps.values_list("state", flat=True)) == {"done"}
    assert ticket.messages.filter(direction="in").count() == 2
    assert all(message.is_verified for message in ticket.messages.all())
    channels = Event.objects.filter(kind="conversations.task_message_posted", subject_id=ticket.pk).values_list("data__channel", flat=True)
    assert {"app", "email"} <= set(channels)
    assert any(f"/tickets/{ticket.number}/" in line for line in told)
    assert "Dziennik zgadza się ze stanem" in told[-1]


def test_without_the_company_the_story_says_so(db, capsys):
    assert story.play(is_fast=True, language="en") == 1
    assert "no demo company" in capsys.readouterr().out
