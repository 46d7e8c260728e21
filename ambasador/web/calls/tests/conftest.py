from typing import Any

import pytest


@pytest.fixture
def client_factory() -> Any:
    """More browsers than one."""
    from django.test import Client

    return Client
