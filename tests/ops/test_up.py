"""`ambasador up` with real processes: once, twice, killed in every part, stopped at every moment."""

import os
import re
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ops.conftest import Running, Up, busy, processes_of, sign_in, wait_for

pytestmark = pytest.mark.slow


def nothing_is_left(home: Path) -> None:
    wait_for(lambda: not processes_of(home), 10, f"left behind: {processes_of(home)}")


def test_first_start_second_call_and_ctrl_c(up: Up, home: Path) -> None:
    running = up()
    url = running.wait_ready()
    assert running.answers()
    assert "ambasador=" in sign_in(re.search(rf"{url}/signin/link/\S+", running.said())[0])  # the first administrator's

    second = up()
    assert second.process.wait(20 * busy()) == 0
    assert f"already runs: {url}" in second.said()

    wait_for(lambda: "Nothing is wrong." in running.command("doctor").stdout, 20, "the doctor is content once the worker is up")

    assert running.stop(signal.SIGINT) == 0
    nothing_is_left(home)

    again = up()
    again.wait_ready()
    assert "/signin/link/" not in again.said()  # the link of the first day is not handed out daily
    assert again.stop(signal.SIGTERM) == 0
    nothing_is_left(home)


class Blows:
    """One installation whose parts are killed in turn."""

    def __init__(self, running: Running, record_property: Callable[[str, object], None]) -> None:
        self.running = running
        self.record_property = record_property

    def strike(self, part: str, *, finds: str, only_the_last: bool = False) -> None:
        """Kill a part; it must be up again within ten seconds."""
        wait_for(lambda: self.running.find(finds), 10, self._why(part))
        whole = sorted(self.running.find(finds))
        killed = set(whole[-1:] if only_the_last else whole)
        for pid in killed:
            with suppress(ProcessLookupError):  # a child of one that was killed before
                os.kill(pid, signal.SIGKILL)

        def is_up_again() -> bool:
            living = processes_of(self.running.home)
            return self.running.answers() and bool(set(self.running.find(finds)) - killed) and not killed & set(living)

        self.record_property(f"seconds without {part}", round(wait_for(is_up_again, 10, self._why(part)), 1))

    def work_goes_on(self, part: str) -> None:
        """Jobs are done again, within ten seconds more."""
        self.record_property(f"seconds of a job after {part}", round(self.running.job_takes(10, self._why(part)), 1))

    def _why(self, part: str) -> Callable[[], str]:
        return lambda: f"{part} was killed: {self.running.said()}"


def test_every_killed_or_hung_part_is_replaced(up_again: Up, used_home: Path, record_property: Callable[[str, object], None]) -> None:
    """
    The parts of one installation, killed one after the other: each is up again within ten seconds and work goes on.
    At last the worker hangs: stopped processes neither end nor work. The patience of a minute is shortened for this.
    """
    running = up_again("--hung-after", str(5 + 3 * busy()))  # a sign of life comes every five seconds
    running.wait_ready()
    running.job_takes(20)
    blows = Blows(running, record_property)

    blows.strike("a process of the web server", finds="-m ambasador web", only_the_last=True)
    blows.strike("the web server", finds="-m ambasador web")
    blows.work_goes_on("the web server")
    the_job_of_a_killed_worker_is_done_by_the_next(running, blows)
    blows.strike("the database", finds="postgres -D")
    moment = time.time()
    blows.work_goes_on("the database")
    latest = "SELECT 1 FROM procrastinate_periodic_defers WHERE defer_timestamp > %s"
    wait_for(lambda: running.ask(latest, moment), 40, "after the database was killed the sweep of every ten seconds is deferred again")

    assert "does not answer" not in running.said()  # nobody waited for patience to end: that it ended was seen
    a_hung_worker_is_replaced(running)
    assert running.stop() == 0
    nothing_is_left(used_home)


def the_job_of_a_killed_worker_is_done_by_the_next(running: Running, blows: Blows) -> None:
    with running.connect() as holding:
        holding.execute("LOCK TABLE journal_wakeup")  # what the job needs: it starts and waits
        job = running.defer()
        is_begun = "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'doing'"
        wait_for(lambda: running.ask(is_begun, job), 10, "the worker has begun a job")
        blows.strike("the worker", finds="-m ambasador worker")
    blows.work_goes_on("the worker")
    is_there = "SELECT 1 FROM procrastinate_jobs WHERE id = %s"
    wait_for(lambda: not running.ask(is_there, job), 40, "the job that the killed worker had begun is done by the next")
    assert "The worker ended (killed by SIGKILL)" in running.said()


def a_hung_worker_is_replaced(running: Running) -> None:
    wait_for(lambda: running.find("-m ambasador worker"), 20, "the worker works")
    told, frozen = running.said().count("gives no sign of life"), running.find("-m ambasador worker")
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)

    def is_replaced() -> bool:
        return bool(set(running.find("-m ambasador worker")) - set(frozen)) and not set(frozen) & set(processes_of(running.home))

    wait_for(is_replaced, 60, lambda: f"the worker hung: {running.said()}")
    assert running.said().count("gives no sign of life") > told
    running.job_takes(20, "the worker hung")


def test_when_up_itself_is_killed_nothing_stays_and_the_next_start_works(up_again: Up, used_home: Path) -> None:
    running = up_again()
    running.wait_ready()
    running.process.kill()
    running.process.wait()
    nothing_is_left(used_home)
    again = up_again()
    again.wait_ready()
    assert again.answers()


def test_early_ends_leave_nothing_behind_and_spoil_nothing(up: Up, home: Path) -> None:
    """A first start that is ended again and again, each time further on its way, and then let be."""
    for after in (0.1, 0.8, 2.5, 4.0):
        running = up()
        time.sleep(after)
        code = running.stop(signal.SIGTERM)
        assert code in {0, -signal.SIGTERM}, f"ended after {after} s: {running.said()}"  # minus: before there was a handler to set
        nothing_is_left(home)
    last = up()
    last.wait_ready()
    assert last.answers()


def test_a_taken_port_gives_way_to_the_next(up_again: Up) -> None:
    with socket.socket() as other:
        running = up_again()
        other.bind(("127.0.0.1", running.port))
        other.listen()
        url = running.wait_ready()
    assert not url.endswith(f":{running.port}")
    assert f"Port {running.port} is taken" in running.said()
