"""The customers' own small cast: it needs no tickets."""

import pytest

from ambasador.accounts.verbs import join_user
from ambasador.customers.verbs import recognise
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event


def user(name, *roles):
    return join_user(email=f"{name}@firma.example", name=name.title(), roles=list(roles), by=SYSTEM)


@pytest.fixture
def anna(db):
    return user("anna", "agent")


@pytest.fixture
def obcy(db):
    return user("obcy", "department")


@pytest.fixture
def ewa(db):
    return recognise(email="ewa.zawadzka@poczta.example", phone="600 123 456", name="Ewa Zawadzka", by=SYSTEM)


@pytest.fixture
def recorded():
    """`recorded()` gives the kinds of the events recorded since the last call."""
    last = [0]

    def since():
        rows = list(Event.objects.filter(id__gt=last[0]).order_by("id").values_list("id", "kind"))
        last[0] = rows[-1][0] if rows else last[0]
        return [kind.removeprefix("customers.") for _, kind in rows]

    return since
