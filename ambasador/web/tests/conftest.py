"""The cast with a password for Anna, and the time of the story for the server's own threads."""

from datetime import datetime
from typing import Any

import pytest

from ambasador.accounts.models import User
from ambasador.accounts.verbs import set_password
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from tests.cast import WEDNESDAY

PASSWORD = "zielony rower nad Wartą"


@pytest.fixture
def anna(anna: Any) -> Any:
    set_password(anna, password=PASSWORD, by=SYSTEM)
    return User.objects.get(pk=anna.pk)


@pytest.fixture
def client_factory() -> Any:
    """More browsers than one."""
    from django.test import Client

    return Client


@pytest.fixture
def wednesday_everywhere(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The test server answers from threads of its own, which do not share the test's clock: stop it for all of them."""
    monkeypatch.setattr(clock, "now", lambda: WEDNESDAY)
    return WEDNESDAY
