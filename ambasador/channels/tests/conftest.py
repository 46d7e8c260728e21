import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from ambasador.channels import verbs
from ambasador.channels.models import Mailbox
from ambasador.journal.actors import SYSTEM


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def mailbox(db) -> Mailbox:
    return verbs.add_mailbox("kontakt@firma.pl", kind="listener", by=SYSTEM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Doors:
    """The real listener on free ports in a thread."""

    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        from ambasador.channels.email import listener

        def ready(addresses):
            self.addresses = addresses
            self._ready.set()

        self._task = self._loop.create_task(listener.serve(smtp="127.0.0.1:0", lmtp="127.0.0.1:0", ready=ready))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def __enter__(self) -> "Doors":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_error) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(15)


@pytest.fixture
def doors(transactional_db) -> Iterator[Doors]:
    with Doors() as doors:
        yield doors
