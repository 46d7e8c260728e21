"""The people of these tests: an agent, a lead, and somebody of a department."""

from typing import Any

import pytest

from ambasador.accounts.verbs import join_user
from ambasador.journal.actors import SYSTEM

PASSWORD = "zielony rower nad Wartą"


def _user(email: str, name: str, *roles: str) -> Any:
    return join_user(email=email, name=name, roles=list(roles), by=SYSTEM, password=PASSWORD)


@pytest.fixture
def anna(db: None) -> Any:
    return _user("anna@modrzew.example", "Anna Wilczyńska", "agent")


@pytest.fixture
def bartek(db: None) -> Any:
    return _user("bartek@modrzew.example", "Bartek Gil", "lead", "agent")


@pytest.fixture
def celina(db: None) -> Any:
    return _user("celina@modrzew.example", "Celina Sowa", "department")


@pytest.fixture
def client_factory() -> Any:
    """More browsers than one."""
    from django.test import Client

    return Client
