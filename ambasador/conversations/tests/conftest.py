import pytest

from ambasador.channels.models import Mailbox, RawInput
from ambasador.channels.verbs import ensure_mailbox, keep_raw_input
from ambasador.journal.actors import SYSTEM


@pytest.fixture
def mailbox(company) -> Mailbox:
    return ensure_mailbox(address="kontakt@sprawy.localhost", name="Kontakt", kind="listener", by=SYSTEM)


@pytest.fixture
def deliver(mailbox, run_jobs):
    def _deliver(raw: bytes, **envelope) -> RawInput:
        raw_input = keep_raw_input(raw, mailbox=mailbox, by=SYSTEM, **envelope)
        run_jobs()
        raw_input.refresh_from_db()
        return raw_input

    return _deliver
