"""The cast with a password for Anna, and the time of the story for the server's own threads."""

from datetime import datetime
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from ambasador.accounts.models import User
from ambasador.lib import clock
from tests.cast import WEDNESDAY

PASSWORD = "zielony rower nad Wartą"


@cache
def _hashed() -> str:
    """Made once: that it takes long is the point of it."""
    return make_password(PASSWORD)


@pytest.fixture
def anna(anna: Any) -> Any:
    User.objects.filter(pk=anna.pk).update(password=_hashed())
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
