"""The processes that `ambasador up` looks after: started, watched, started again, ended."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ambasador
from ambasador.cli import processes

FIRST_WAIT, LONGEST_WAIT, CALM = 0.2, 4.0, 10.0
LOG_LIMIT = 16 * 2**20


def own_command(*words: str) -> list[str]:
    """An `ambasador` command run by this very Python and code."""
    return [sys.executable, "-m", "ambasador", *words]


def environment(extra: dict[str, str]) -> dict[str, str]:
    """Our environment with `extra`, and with this very code first on the path of modules."""
    here = str(Path(ambasador.__file__).resolve().parent.parent)
    path = os.pathsep.join([here, *(part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and part != here)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **extra}


class Child:
    """One process that should always run. Its output goes to a log file, kept short."""

    def __init__(self, name: str, words: list[str], *, log: Path, env: dict[str, str], tell: Callable[[str], None]) -> None:
        self.name = name
        self.words = words
        self.log = log
        self.env = env
        self.tell = tell
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.starts = 0
        self._wait = FIRST_WAIT
        self._next_start = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.env, cwd=self.log.parent,
                start_new_session=True, preexec_fn=processes.die_with_parent(os.getpid()),
            )  # fmt: skip
        self.started_at = time.monotonic()
        self.starts += 1

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> None:
        """Start it again when it has ended: at once the first time, then after growing pauses."""
        if self.is_alive():
            if time.monotonic() - self.started_at > CALM:
                self._wait = FIRST_WAIT
            return
        if self.process is not None:
            self.tell(f"{self.name} ended ({_how(self.process.returncode)}); starting it again in {self._wait:.1f} s. Its log: {self.log}")
            self._sweep_group()
            self.process = None
            self._next_start = time.monotonic() + self._wait
            self._wait = min(self._wait * 2, LONGEST_WAIT)
        if time.monotonic() >= self._next_start:
            self.start()

    def restart(self, why: str) -> None:
        """End a process that is alive but does not do its work."""
        self.tell(f"{self.name} {why}; starting it again.")
        if self.process is not None:
            processes.end(self.process)
            self._sweep_group()
        self.process = None
        self.start()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, patience: float) -> None:
        if self.process is not None:
            processes.end(self.process, (signal.SIGTERM, patience))
            self._sweep_group()
            self.process = None

    def keep_log_short(self) -> None:
        """Above the limit the log moves to `.1` and begins anew; the process keeps writing, because it appends."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_name(f"{self.log.name}.1"))
            os.truncate(self.log, 0)

    def _sweep_group(self) -> None:
        """Its own children live in its session; none may outlive it."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
