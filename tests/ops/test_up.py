"""`ambasador up` with real processes: once, twice, killed in every part, stopped at every moment."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.conftest import Running, busy, processes_of, wait_for

pytestmark = pytest.mark.slow
Up = Callable[..., Running]


def nothing_is_left(home: Path) -> None:
    wait_for(lambda: not processes_of(home), 10, f"left behind: {processes_of(home)}")


def test_first_start_second_call_and_ctrl_c(up: Up, home: Path) -> None:
    running = up()
    url = running.wait_ready()
    assert running.answers()
    assert f"{url}/signin/link/" in running.said()  # the first administrator's

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


@pytest.mark.parametrize("part", ["web", "web worker", "worker", "postgres"])
def test_a_killed_part_is_up_again_within_ten_seconds(
    up: Up, home: Path, part: str, record_property: Callable[[str, object], None]
) -> None:
    running = up()
    running.wait_ready()
    mark = {"postgres": "postgres -D"}.get(part, f"-m ambasador {part.split()[0]}")
    wait_for(lambda: running.find(mark), 10, running.said)
    whole = sorted(running.find(mark))
    killed = set(whole[-1:] if part == "web worker" else whole)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    def is_up_again() -> bool:
        return running.answers() and bool(set(running.find(mark)) - killed) and not killed & set(processes_of(home))

    seconds = wait_for(is_up_again, 10, running.said)
    record_property("seconds", round(seconds + running.job_takes(10), 1))
    if part == "postgres":  # what is done by the clock goes on too
        moment = time.time()
        latest = "SELECT 1 FROM procrastinate_periodic_defers WHERE defer_timestamp > %s"
        wait_for(lambda: running.ask(latest, moment), 40, "the sweep of every ten seconds is deferred again")
    assert running.stop() == 0
    nothing_is_left(home)


def test_a_job_whose_worker_was_killed_is_done_by_the_next(up: Up) -> None:
    running = up()
    running.wait_ready()
    running.job_takes(20)
    with running.connect() as holding:
        holding.execute("LOCK TABLE journal_wakeup")  # what the job needs: it starts and waits
        job = running.defer()
        wait_for(lambda: running.ask("SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'doing'", job), 10, "begun")
        for pid in running.find("-m ambasador worker"):
            os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not running.ask("SELECT 1 FROM procrastinate_jobs WHERE id = %s", job), 40, "done by another worker")


def test_when_up_itself_is_killed_nothing_stays_and_the_next_start_works(up: Up, home: Path) -> None:
    running = up()
    running.wait_ready()
    running.process.kill()
    running.process.wait()
    nothing_is_left(home)
    again = up()
    again.wait_ready()
    assert again.answers()


@pytest.mark.parametrize("after", [0.1, 0.8, 2.5, 4.0])
def test_an_early_end_leaves_nothing_behind_and_spoils_nothing(up: Up, home: Path, after: float) -> None:
    running = up()
    time.sleep(after)
    assert running.stop(signal.SIGTERM) in {0, -signal.SIGTERM}  # minus: before there was a handler to set
    nothing_is_left(home)
    again = up()
    again.wait_ready()
    assert again.answers()


def test_a_taken_port_gives_way_to_the_next(up: Up) -> None:
    with socket.socket() as other:
        running = up()
        other.bind(("127.0.0.1", running.port))
        other.listen()
        url = running.wait_ready()
    assert not url.endswith(f":{running.port}")
    assert f"Port {running.port} is taken" in running.said()


def test_a_hung_worker_is_replaced(up: Up) -> None:
    """Stopped processes neither end nor work. The patience of a minute is shortened for the test."""
    running = up("--hung-after", str(12 * busy()))
    running.wait_ready()
    wait_for(lambda: "worker is alive" in running.command("doctor").stdout, 20, "the worker works")
    frozen = running.find("-m ambasador worker")
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    wait_for(lambda: set(running.find("-m ambasador worker")) - set(frozen), 60, running.said)
    assert "gives no sign of life" in running.said()
