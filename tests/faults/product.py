"""The real product over a data folder of its own: started, looked into, struck, ended."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psycopg

from ambasador.cli import ports, processes
from ambasador.cli.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
DOMAIN = "sprawy.example"
ADDRESS = f"sprawa@{DOMAIN}"


class DidNotHappen(Exception):
    """Something awaited did not come in time."""


def wait_for(what: Callable[[], object], seconds: float, why: str, *, every: float = 0.05) -> float:
    """Wait until `what()` is true; returns the seconds it took. Raises DidNotHappen."""
    begun = time.monotonic()
    while not what():
        if time.monotonic() - begun > seconds:
            raise DidNotHappen(f"not within {seconds:.0f} s: {why}")
        time.sleep(every)
    return time.monotonic() - begun


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", *words]


class Product:
    """One `ambasador up` on free ports. Its own environment: nothing of ours reaches it but what is named here."""

    def __init__(self, home: Path, **more: str) -> None:
        self.home = home
        self.output = home / "output"
        self.port, self.smtp_port, self.lmtp_port = ports.any_free(), ports.any_free(), ports.any_free()
        clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith(("AMBASADOR_", "PG"))}
        self.env = {
            **clean,
            "PYTHONPATH": str(ROOT),
            "AMBASADOR_HOME": str(home),
            "AMBASADOR_PORT": str(self.port),
            "AMBASADOR_SMTP_LISTEN": f"127.0.0.1:{self.smtp_port}",
            "AMBASADOR_LMTP_LISTEN": f"127.0.0.1:{self.lmtp_port}",
            "AMBASADOR_MAIL_DOMAIN": DOMAIN,
            **more,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait until it says that it is ready; returns the seconds it took."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command("ambasador", "up"), env=self.env, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=processes.die_with_parent(os.getpid()),
            )  # fmt: skip
        ended = self.process.poll
        seconds = wait_for(lambda: "Ready after" in self.said() or ended() is not None, 120, "the product is ready")
        if ended() is not None:
            raise DidNotHappen(self.said())
        return seconds

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def run(self, *words: str, seconds: float = 600) -> subprocess.CompletedProcess[str]:
        """One command of Python's in the product's surroundings: `run("ambasador", "verify")`."""
        return subprocess.run(command(*words), env=self.command_env(), capture_output=True, text=True, timeout=seconds, cwd="/")

    def begin(self, *words: str, output: IO[bytes]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(command(*words), env=self.command_env(), stdout=output, stderr=output, cwd="/", start_new_session=True)

    def command_env(self) -> dict[str, str]:
        return {**self.env, "DATABASE_URL": self.database()}

    def database(self) -> str:
        return Cluster(self.home / "postgres").url()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer of the database; raises psycopg.Error while it is away."""
        with psycopg.connect(self.database(), connect_timeout=3, autocommit=True) as connection:
            return connection.execute(query.encode(), values or None).fetchall()

    def ask(self, query: str, *values: object) -> Any:
        """The first value of the first row."""
        return self.rows(query, *values)[0][0]

    def answers(self) -> bool:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/healthz")
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False

    def processes(self, *words: str) -> list[int]:
        """Living processes of this installation with all these words in their command line."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"AMBASADOR_HOME={self.home}\0".encode() not in (entry / "environ").read_bytes() + b"\0":
                    continue
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if line.strip() and all(word in line for word in words) and int(entry.name) != os.getpid():
                    found.append(int(entry.name))
        return sorted(found)

    def servers(self) -> list[int]:
        """The processes of its PostgreSQL, the postmaster first."""
        folder = Cluster(self.home / "postgres").data
        with suppress(OSError, ValueError):
            postmaster = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
            return [postmaster, *sorted(set(processes.in_folder(folder)) - {postmaster})]
        return []
