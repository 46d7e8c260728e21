"""The demo company: built once by the verbs, true to its journal, alive."""

import random
import smtplib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from ambasador.accounts.models import User
from ambasador.channels.models import Line, OutboxMessage, RawInput
from ambasador.cli import demo, first_run, verify
from ambasador.cli.demo import building, life, stage
from ambasador.cli.demo.halina import HER_NUMBER
from ambasador.directory.models import Person, Unit
from ambasador.directory.queries import working_time_of
from ambasador.journal import reacting
from ambasador.journal.models import Event, Pending
from ambasador.lib import clock
from ambasador.procedures.models import Procedure
from ambasador.tickets.models import Deviation, Step, Ticket

WEDNESDAY = datetime(2026, 11, 25, 10, 42, tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Built once for all tests of this module, and undone after the last."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        with connection.cursor() as cursor:  # a sequence remembers what another build took, though that was undone
            cursor.execute("ALTER SEQUENCE tickets_ticket_number RESTART")
        with clock.set_to(WEDNESDAY):
            assert building.build(cases=25)
        yield
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def wednesday(company, db):
    with clock.set_to(WEDNESDAY):
        yield


@pytest.mark.req("N8")
def test_every_ticket_is_true_to_its_journal(wednesday):
    tickets = list(Ticket.objects.all())
    assert len(tickets) >= 40
    assert {ticket.number: verify.differences_of(ticket) for ticket in tickets if verify.differences_of(ticket)} == {}


@pytest.mark.req("N1")
def test_every_open_ticket_has_an_owner_and_history_ends_with_the_present(wednesday):
    assert not Ticket.objects.open().filter(owner=None).exists()
    assert Event.objects.order_by("-at").first().at <= WEDNESDAY
    assert Ticket.objects.exclude(closed_at=None).count() > Ticket.objects.count() / 3


def test_nothing_is_left_to_do_but_what_comes_afterwards(wednesday):
    findable = {f"{app}.keep_findable" for app in ("customers", "tickets", "conversations")}
    assert set(Pending.objects.values_list("reaction", flat=True)) == {*findable, "promises.keep_the_risk"} == reacting.AFTERWARDS
    assert not RawInput.objects.exclude(state="taken").exists()
    assert not OutboxMessage.objects.exclude(state="sent").exists()


def test_martas_desk_shows_what_the_design_shows(wednesday):
    marta = {
        ticket.customer.name: ticket for ticket in Ticket.objects.open().filter(owner__name="Marta Wilczyńska").select_related("customer")
    }
    assert marta["Halina Zawadzka"].number == HER_NUMBER
    assert {name for name, ticket in marta.items() if ticket.attention == "customer_replied"} >= {
        "Halina Zawadzka",
        "Zbigniew Kuś",
        "Alicja Lipa",
    }
    assert {name for name, ticket in marta.items() if ticket.attention == "unit_answered"} >= {"Karolina Mazur", "Adam Ptak"}
    assert marta["Paweł Rybak"].obstacles_open == 1
    assert marta["Paweł Rybak"].party_kind == "customer"


def test_halinas_case_stands_at_the_decision(wednesday):
    case = Ticket.objects.get(number=HER_NUMBER)
    assert case.party_unit.code == "reklamacje"
    assert case.current_step.assignee.name == "Ewa Sowa"
    answer = case.task_messages.get(purpose="answer")
    assert answer.author_name == "Grzegorz Pająk"
    assert answer.attachments.count() == 3
    assert case.notes.count() == 2
    assert case.customer.purchases.count() == 11


def test_procedures_are_seven_beside_the_default_and_two_begin_in_parallel(wednesday):
    assert Procedure.objects.filter(is_default=False).count() == 7
    first = [
        version.steps.filter(after=[]).values_list("performer", flat=True)
        for version in (p.versions.get() for p in Procedure.objects.all())
    ]
    assert sum(set(performers) == {"department", "partner"} for performers in first) == 2


def test_building_again_changes_nothing(wednesday):
    before = Event.objects.count()
    assert demo.build() is False
    assert first_run.prepare_company() is None
    assert Event.objects.count() == before


def test_links_sign_in_one_of_every_role(wednesday):
    assert [(role, name) for role, name, _url in demo.sign_in_links()] == [
        ("agent", "Marta Wilczyńska"), ("lead", "Robert Kania"), ("department", "Ewa Sowa"), ("admin", "Beata Sroka"),
    ]  # fmt: skip


def test_departments_go_on_answering_in_their_hours(wednesday):
    with clock.set_to(WEDNESDAY + timedelta(minutes=30)):
        open_before = Step.objects.filter(performer="department", state__in=["offered", "accepted"]).count()
        assert life._department_answers(random.Random(3))
        assert Step.objects.filter(performer="department", state__in=["offered", "accepted"]).count() in (open_before - 1, open_before)
    with clock.set_to(WEDNESDAY.replace(hour=23)):
        assert not life._department_answers(random.Random(3))


def test_customers_stop_writing_when_too_much_is_open(wednesday, monkeypatch):
    monkeypatch.setattr(smtplib, "SMTP", None)  # whoever sends now fails
    monkeypatch.setattr(life, "MOST_OPEN", 3)
    assert life._customer_writes(random.Random(1)) is False


@pytest.mark.parametrize(
    ("now", "present"),
    [
        ("2026-11-25T14:20+01:00", "2026-11-25T14:20+01:00"),
        ("2026-11-25T22:00+01:00", "2026-11-25T15:42+01:00"),
        ("2026-11-25T07:30+01:00", "2026-11-24T15:42+01:00"),
        ("2026-11-29T12:00+01:00", "2026-11-27T15:42+01:00"),
        ("2026-11-11T12:00+01:00", "2026-11-10T15:42+01:00"),
    ],
)
def test_the_present_is_at_work(wednesday, now, present):
    hours = working_time_of(Unit.objects.get(code="centrum").calendar)
    assert stage.present_moment(datetime.fromisoformat(now), hours) == datetime.fromisoformat(present)


def test_a_company_that_is_not_the_demo_is_left_alone(db):
    if Unit.objects.exists():  # the module's company is still there
        Unit.objects.filter(code="montaz-plus").update(code="inna-firma")
    else:
        first_run.prepare_company()
    with pytest.raises(building.NotEmpty):
        demo.build()


def test_people_of_departments_have_accounts_and_partners_none(wednesday):
    assert not Person.objects.filter(unit__kind="partner").exclude(user=None).exists()
    assert not Person.objects.filter(unit__kind="department", user=None).exists()


def test_history_has_its_oddities(wednesday):
    assert Deviation.objects.exists()


@pytest.mark.req("I1")
def test_its_agents_have_telephones_and_its_site_a_chat(wednesday, client):
    assert User.objects.filter(phone_extension="216").get().name == "Anna Lis"
    assert set(Line.objects.values_list("code", flat=True)) == {"phone", "web_chat"}
    assert client.get(f"/c/{Line.objects.get(code='web_chat').id}/").status_code == 200
