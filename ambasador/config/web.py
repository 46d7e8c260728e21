"""The web server: granian with our application (`ambasador web`)."""

import gc
import os
import signal
from contextlib import suppress
from importlib import import_module
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer


class Server(MPServer):
    """
    As granian's, but on the way out the event streams are asked to end first.

    Open streams would otherwise hold each worker until it is killed, and with it the requests it is still answering.
    """

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        for worker in self.wrks:
            with suppress(ProcessLookupError, TypeError):
                os.kill(worker.inner.pid, signal.SIGUSR1)
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]


def serve(*, address: str, port: int, processes: int) -> None:
    """
    Answer requests until SIGTERM or SIGINT; returns when all workers have ended.

    The application is loaded here before the workers are forked: they start at once and share its memory, and code that
    cannot be loaded ends the server with its traceback instead of workers being started over and over.
    """
    for module in ("ambasador.config.asgi", settings.ROOT_URLCONF):
        import_module(module)
    gc.collect()
    gc.freeze()  # what is loaded now lives as long as the workers: neither looked through again nor copied by them
    Server(
        "ambasador.config.web_worker:application",
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        workers=processes,
        backpressure=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()
