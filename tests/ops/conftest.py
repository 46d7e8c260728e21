"""Real processes over a data folder of their own: started, killed, looked for. Nothing here uses the test database."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ambasador.cli import ports, processes
from ambasador.cli.postgres import Cluster
from tests.readied import ready_home

ROOT = Path(__file__).resolve().parent.parent.parent


def busy() -> float:
    """By how much this machine is slower than a quiet one: 1, or processes waiting for each core. Limits of time are of a quiet machine."""
    return max(1.0, 1.5 * os.getloadavg()[0] / (os.cpu_count() or 1))


def wait_for(what: Callable[[], object], seconds: float, why: str | Callable[[], str]) -> float:
    """Wait until `what()` is true, for so many seconds of a quiet machine; returns the seconds it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds * busy():
        if what():
            return time.monotonic() - begun
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {why() if callable(why) else why}")


def processes_of(home: Path) -> dict[int, str]:
    """Living processes that have to do with a data folder: by their command line, or their AMBASADOR_HOME."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            ours = str(home) in words or f"AMBASADOR_HOME={home}\0".encode() in (entry / "environ").read_bytes() + b"\0"
            if ours and words and int(entry.name) != os.getpid():
                found[int(entry.name)] = words
        except (OSError, ValueError):
            continue
    return found


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def sign_in(link: str) -> str:
    """Use a one-time link as a person does; returns the cookies."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), NoRedirect())
    with browser.open(link, timeout=10 * busy()) as answer:
        page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    with pytest.raises(urllib.error.HTTPError) as away:
        browser.open(link, data=urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode(), timeout=10 * busy())
    assert away.value.code == 302
    away.value.close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "ambasador", *words]


class Running:
    """One `ambasador up` with its output."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home = home
        self.output = home.parent / f"output-{time.monotonic_ns()}"
        self.port = ports.any_free()
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("AMBASADOR_")}
        self.env = {**env, "AMBASADOR_HOME": str(home), "PYTHONPATH": str(ROOT), "AMBASADOR_PORT": str(self.port)}
        with self.output.open("wb") as output:
            apart = {"cwd": "/", "start_new_session": True, "preexec_fn": processes.die_with_parent(os.getpid())}
            self.process = subprocess.Popen(_command("up", *words), env=self.env, stdout=output, stderr=output, **apart)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_ready(self, seconds: float = 90) -> str:
        wait_for(lambda: "Ready after" in self.said() or self.process.poll() is not None, seconds, self.said)
        match = re.search(r"Ready after [\d.]+ s: (\S+)", self.said())
        assert match, self.said()
        return match[1]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(_command(*words), env=self.env, capture_output=True, text=True, timeout=60 * busy(), cwd="/")

    def find(self, *words: str) -> list[int]:
        """Processes of this installation with all these words in their command line."""
        return [pid for pid, line in processes_of(self.home).items() if all(word in line for word in words)]

    def connect(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(Cluster(self.home / "postgres").url(), connect_timeout=5)

    def ask(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self.connect() as connection:
            return connection.execute(query, values).fetchone()

    def defer(self) -> int:
        """A job that has nothing to do; returns its number."""
        job = "ROW('default', 'ambasador.journal.tasks.react', 0, NULL, NULL, %s::jsonb, NULL)::procrastinate_job_to_defer_v1"
        [number] = self.ask(f"SELECT procrastinate_defer_jobs_v1(ARRAY[{job}])", '{"subject_kind": "nobody", "subject_id": 0}')[0]
        return number

    def job_takes(self, seconds: float, why: str | Callable[[], str] = "a job is done") -> float:
        """How long the worker needs to do a job."""
        job = self.defer()
        return wait_for(lambda: not self.ask("SELECT 1 FROM procrastinate_jobs WHERE id = %s", job), seconds, why)

    def stop(self, by: signal.Signals = signal.SIGINT, seconds: float = 40) -> int:
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.process.wait(seconds * busy())


Up = Callable[..., Running]


def _kill_all_over(home: Path) -> None:
    for pid in processes_of(home):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def starting_over(home: Path) -> Iterator[Up]:
    """Gives `up(*words)`, which starts an installation over the folder; whatever still runs over it at the end is ended."""
    made: list[Running] = []

    def start(*words: str) -> Running:
        made.append(Running(home, *words))
        return made[-1]

    try:
        yield start
        for running in made:
            running.stop()
    finally:
        _kill_all_over(home)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder; whatever still runs over it at the end of the test is killed."""
    folder = tmp_path / "home"
    yield folder
    _kill_all_over(folder)


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    """`up()` starts an installation over a folder of this test alone: its first start."""
    with starting_over(home) as start:
        yield start


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has seen a first start; the tests of a module use it one after the other."""
    return ready_home(tmp_path_factory.mktemp("used") / "home")


@pytest.fixture
def up_again(used_home: Path) -> Iterator[Up]:
    """As `up`, over the folder of the module."""
    with starting_over(used_home) as start:
        yield start
