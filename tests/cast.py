"""
The cast everyone knows: `anna` owns, `bartek` leads, `celina` works in claims, `serwis` is a partner firm, `ewa` is the customer,
`obcy` may see nothing. `company` is where they meet: calendars, units, a queue and a procedure that needs them all.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time

import pytest

from ambasador.accounts.models import User
from ambasador.accounts.verbs import join_user
from ambasador.customers.models import ContactKind, ContactPoint, Customer
from ambasador.directory.models import Calendar, Person, Unit
from ambasador.directory.verbs import add_calendar, add_person, add_unit
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.procedures.models import Procedure, ProcedureVersion
from ambasador.procedures.verbs import add_procedure, add_step, change_version, publish_version
from ambasador.tickets.models import IntakeQueue, Ticket
from ambasador.tickets.verbs import add_queue, open_ticket
from tests.kept import made_once

# a Wednesday morning in Warsaw, like the pictures of the design
WEDNESDAY = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Company:
    centre: Unit
    claims: Unit
    partner: Unit
    warehouse: Unit
    queue: IntakeQueue
    complaint: ProcedureVersion
    enquiry: ProcedureVersion
    office_hours: Calendar


@pytest.fixture
def wednesday(db):
    """Time stands at Wednesday 25 November 2026, 10:42 in Warsaw."""
    with clock.set_to(WEDNESDAY):
        yield WEDNESDAY


@pytest.fixture
def company(wednesday) -> Company:
    return made_once("company", make_company)


def make_company() -> Company:
    office = add_calendar(name="Biuro", hours=[(day, time(8), time(16)) for day in range(5)], by=SYSTEM)
    field = add_calendar(name="Teren", hours=[(day, time(8), time(18)) for day in range(6)], by=SYSTEM)
    centre = add_unit(kind="centre", code="centrum", name="Modrzew", calendar=office, by=SYSTEM)
    claims = add_unit(
        kind="department", code="reklamacje", name="Dział Reklamacji", name_in="w Dziale Reklamacji", name_to="do Działu Reklamacji",
        short_name="Reklamacje", calendar=office, email="reklamacje@modrzew.example", by=SYSTEM,
    )  # fmt: skip
    warehouse = add_unit(kind="department", code="magazyn", name="Magazyn Stryków", calendar=office, by=SYSTEM)
    partner = add_unit(
        kind="partner", code="montaz-plus", name="Montaż Plus", calendar=field, works_by="email", email="biuro@montazplus.example",
        email_domains=["montazplus.example"], by=SYSTEM,
    )  # fmt: skip
    queue = add_queue(name="Kontakt", unit=centre, is_default=True, by=SYSTEM)
    return Company(centre, claims, partner, warehouse, queue, _complaint(claims, partner, warehouse), _enquiry(), office)


def _complaint(claims: Unit, partner: Unit, warehouse: Unit) -> ProcedureVersion:
    procedure = add_procedure(
        code="reklamacja", name="Reklamacja po montażu", name_en="Complaint after installation", keywords=["reklamacja", "cieknie", "montaż"], by=SYSTEM
    )
    draft = procedure.versions.get()
    change_version(draft, statutory_term="consumer_complaint", by=SYSTEM)
    both = {"after": []}
    add_step(draft, key="decyzja", name="Decyzja reklamacyjna", name_en="Decision", stage="Decyzja w sprawie reklamacji",
             stage_en="Decision on your complaint", performer="department", unit=claims, standard_minutes=480,
             question="Czy uznajemy reklamację?", answer_options=[
                 {"code": "yes", "pl": "Uznana", "en": "Accepted"}, {"code": "no", "pl": "Nieuznana", "en": "Refused"}], by=SYSTEM, **both)  # fmt: skip
    add_step(draft, key="ogledziny", name="Oględziny na miejscu", name_en="Inspection", stage="Oględziny u Ciebie", stage_en="Inspection at your home",
             performer="partner", unit=partner, standard_minutes=960, question="Co jest przyczyną wycieku?", by=SYSTEM, **both)  # fmt: skip
    add_step(draft, key="informacja", name="Informacja i zamknięcie", name_en="Answer and closing", stage="Zakończenie", stage_en="Closing",
             performer="owner", standard_minutes=60, after=["decyzja", "ogledziny"], by=SYSTEM)  # fmt: skip
    return publish_version(draft, by=SYSTEM)


def _enquiry() -> ProcedureVersion:
    procedure: Procedure = add_procedure(code="zapytanie", name="Zapytanie ogólne", name_en="General enquiry", is_default=True, by=SYSTEM)
    draft = procedure.versions.get()
    add_step(draft, key="odpowiedz", name="Odpowiedź", name_en="Answer", stage="Odpowiedź", stage_en="Answer", performer="owner", standard_minutes=240, by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


@pytest.fixture
def anna(company) -> User:
    return make_agent("Anna Lis", ["agent"], company.centre)


@pytest.fixture
def bartek(company) -> User:
    return make_agent("Bartek Kos", ["lead"], company.centre)


@pytest.fixture
def celina(company) -> User:
    user = join_user(email="celina@modrzew.example", name="Celina Sowa", roles=["department"], by=SYSTEM)
    add_person(unit=company.claims, name=user.name, email=user.email, user=user, by=SYSTEM)
    return user


@pytest.fixture
def serwis(company) -> Person:
    return add_person(unit=company.partner, name="Grzegorz Pająk", email="grzegorz@montazplus.example", by=SYSTEM)


@pytest.fixture
def obcy(company) -> User:
    """Somebody with an account in a department that has no business with the ticket."""
    user = join_user(email="obcy@modrzew.example", name="Obcy Gość", roles=["department"], by=SYSTEM)
    add_person(unit=company.warehouse, name=user.name, email=user.email, user=user, by=SYSTEM)
    return user


@pytest.fixture
def ewa(db) -> Customer:
    customer = Customer.objects.create(name="Ewa Zawadzka", language="pl")
    ContactPoint.objects.create(customer=customer, kind=ContactKind.EMAIL, value="ewa@poczta.example", shown="ewa@poczta.example", is_verified=True)
    return customer


@pytest.fixture
def complaint(company, anna, ewa) -> Ticket:
    """A complaint of Ewa's that Anna owns; claims and the partner have their steps, the last one is ahead."""
    return open_ticket(customer=ewa, subject="Pralka cieknie po montażu", channel="email", version=company.complaint, owner=anna, by=anna.actor)


def make_agent(name: str, roles: list[str], centre: Unit) -> User:
    user = join_user(email=f"{name.split()[0].lower()}@modrzew.example", name=name, roles=roles, by=SYSTEM)
    add_person(unit=centre, name=user.name, email=user.email, user=user, by=SYSTEM)
    return user
