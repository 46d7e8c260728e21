"""The directory's own small cast: it needs no tickets."""

from datetime import time

import pytest

from ambasador.accounts.verbs import join_user
from ambasador.directory.verbs import add_calendar, add_person, add_unit
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event


@pytest.fixture
def office(db):
    return add_calendar(name="Biuro", hours=[(weekday, time(8), time(16)) for weekday in range(5)], by=SYSTEM)


@pytest.fixture
def centre(office):
    return add_unit(kind="centre", code="centrum", name="Kontakt", calendar=office, by=SYSTEM)


@pytest.fixture
def claims(office):
    return add_unit(kind="department", code="reklamacje", name="Dział Reklamacji", name_en="Claims", calendar=office, by=SYSTEM)


@pytest.fixture
def partner(office):
    return add_unit(
        kind="partner",
        code="montaz",
        name="Montaż Plus",
        calendar=office,
        works_by="email",
        email="Biuro@Montaz.example",
        email_domains=["@Montaz.example"],
        by=SYSTEM,
    )


def user(name, *roles):
    return join_user(email=f"{name}@firma.example", name=name.title(), roles=list(roles), by=SYSTEM)


@pytest.fixture
def bartek(db):
    return user("bartek", "lead")


@pytest.fixture
def celina(claims):
    return add_person(unit=claims, name="Celina Sowa", email="celina@firma.example", user=user("celina", "department"), by=SYSTEM)


@pytest.fixture
def obcy(db):
    return user("obcy", "department")


@pytest.fixture
def recorded():
    """`recorded()` gives the kinds of the events recorded since the last call."""
    last = [0]

    def since():
        rows = list(Event.objects.filter(id__gt=last[0]).order_by("id").values_list("id", "kind"))
        last[0] = rows[-1][0] if rows else last[0]
        return [kind.removeprefix("directory.") for _, kind in rows]

    return since
