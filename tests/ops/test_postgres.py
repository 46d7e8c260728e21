"""Our own PostgreSQL: first start, race, crash, orphan, stranger's pid, other version."""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ambasador.cli import postgres_programs, processes
from ambasador.cli.postgres import CannotStart, Cluster, ClusterInUse
from ambasador.cli.postgres_programs import Programs, choose, is_open_to


@pytest.fixture
def cluster(home: Path) -> Iterator[Cluster]:
    made = Cluster(home / "postgres", durable=False)
    yield made
    made.stop()


@pytest.fixture
def lasting(home: Path) -> Iterator[Cluster]:
    """As in production: what is committed survives a kill."""
    made = Cluster(home / "postgres")
    yield made
    made.stop()


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_rows(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [number])


def test_first_start_makes_a_database_that_knows_polish_letters(cluster: Cluster) -> None:
    with psycopg.connect(cluster.start()) as connection:
        assert connection.execute("SELECT lower('ŻÓŁĆ')").fetchone() == ("żółć",)
        for name in ("pg_trgm", "btree_gin", "btree_gist", "unaccent"):
            connection.execute(f"CREATE EXTENSION {name}")
        assert connection.execute("SELECT similarity('żółw', 'żółwik') > 0.3").fetchone() == (True,)


def test_a_stranger_without_the_password_is_refused(cluster: Cluster) -> None:
    address = psycopg.conninfo.conninfo_to_dict(cluster.start())
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**address, "password": "guess"})
    assert (cluster.folder / "password").stat().st_mode & 0o077 == 0


def test_data_and_address_are_kept_over_a_restart(cluster: Cluster) -> None:
    url = cluster.start()
    keep_rows(url, 7)
    cluster.stop()
    assert cluster.start() == url
    assert rows(url) == 7


def test_a_killed_server_starts_again_with_everything_committed(lasting: Cluster) -> None:
    url = lasting.start()
    keep_rows(url, 2500)
    os.kill(lasting.process.pid, signal.SIGKILL)
    lasting.process.wait()
    assert lasting.restart() == url
    assert rows(url) == 2500


def test_a_second_start_over_the_same_folder_is_refused(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(ClusterInUse):
        Cluster(cluster.folder).start()


def _start_and_report(folder: Path, answers: "multiprocessing.Queue[str]", go: float) -> None:
    time.sleep(max(0, go - time.time()))
    made = Cluster(folder, durable=False)
    try:
        made.start()
        answers.put("started")
        time.sleep(1)
    except ClusterInUse:
        answers.put("in use")
    finally:
        made.stop()


def test_of_two_first_starts_at_once_one_wins_and_the_data_are_whole(home: Path, cluster: Cluster) -> None:
    context = multiprocessing.get_context("spawn")
    answers, go = context.Queue(), time.time() + 2
    racers = [context.Process(target=_start_and_report, args=(home / "postgres", answers, go)) for _ in range(2)]
    for racer in racers:
        racer.start()
    told = sorted(answers.get(timeout=60) for _ in racers)
    for racer in racers:
        racer.join(60)
    assert told == ["in use", "started"]
    assert cluster.start()


def _leave_orphan(folder: Path) -> int:
    """Start a server whose starter is killed and which does not notice: as after a kill where the kernel cannot tell it."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom ambasador.cli import processes\n"
        "processes.die_with_parent = lambda *_: None\n"
        "from ambasador.cli.postgres import Cluster\nc = Cluster(Path(sys.argv[1]), durable=False)\nc.start()\n"
        "print(c.process.pid, flush=True)\nimport time\ntime.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.communicate()
    return pid


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_orphan_is_recognised_ended_and_replaced(cluster: Cluster) -> None:
    pid = _leave_orphan(cluster.folder)
    assert "postgres" in processes.command_of(pid)[0]
    assert cluster.runs_elsewhere()
    cluster.start()
    assert processes.command_of(pid) == [""]
    assert cluster.process.pid != pid


def test_when_the_starter_is_killed_the_server_ends_too(home: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom ambasador.cli.postgres import Cluster\n"
        "c = Cluster(Path(sys.argv[1]), durable=False)\nc.start()\nprint(c.process.pid, flush=True)\ntime.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, str(home / "postgres")], stdout=subprocess.PIPE, text=True)
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.communicate()
    until = time.monotonic() + 10
    while processes.command_of(pid) != [""] and time.monotonic() < until:
        time.sleep(0.05)
    assert processes.command_of(pid) == [""]


@pytest.mark.parametrize("ended", [False, True], ids=["living", "ended and not waited for"])
def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(lasting: Cluster, ended: bool) -> None:
    url = lasting.start()
    keep_rows(url, 3)
    os.kill(lasting.process.pid, signal.SIGKILL)
    lasting.process.wait()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        if ended:
            stranger.kill()
            os.waitid(os.P_PID, stranger.pid, os.WEXITED | os.WNOWAIT)
        file = lasting.data / "postmaster.pid"
        first, rest = file.read_text().split("\n", 1)
        assert first != str(stranger.pid)
        file.write_text(f"{stranger.pid}\n{rest}")
        lasting.process = None
        assert rows(lasting.start()) == 3
        assert ended or stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_killed_half_way_is_begun_anew(cluster: Cluster) -> None:
    half = cluster.folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert not half.exists()


def test_a_port_taken_meanwhile_is_given_up(cluster: Cluster) -> None:
    url = cluster.start()
    cluster.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int((cluster.folder / "port").read_text())))
        other.listen()
        fresh = Cluster(cluster.folder, durable=False)
        assert fresh.start() != url
        fresh.stop()


def test_data_of_another_version_are_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "candidates", lambda: [Path("/a"), Path("/b")])
    monkeypatch.setattr(postgres_programs, "_major", {Path("/a"): 18, Path("/b"): 16}.get)
    assert choose(16) == Programs(Path("/b"), 16)
    assert choose(None) == Programs(Path("/a"), 18)
    with pytest.raises(CannotStart, match="written by PostgreSQL 15, but only version 18, 16"):
        choose(15)


def test_no_programs_at_all_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AMBASADOR_PG_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match="DATABASE_URL"):
        choose(None)


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/usr/bin/setpriv").exists(), reason="only root can become somebody else")
def test_root_without_namespaces_runs_it_as_nobody_in_a_reachable_place(
    home: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "namespaces_work", lambda: False)
    home.mkdir()
    home.chmod(0o700)
    place = Path(tempfile.mkdtemp(prefix="ambasador-open-"))
    monkeypatch.setattr(postgres_programs, "OPEN_PLACE", place)
    try:
        keep_rows(cluster.start(), 5)
        assert cluster.data.stat().st_uid == postgres_programs.NOBODY
        assert is_open_to(cluster.data.parent, postgres_programs.NOBODY)
        cluster.stop()
        monkeypatch.setattr(postgres_programs, "namespaces_work", lambda: True)  # but now the data are nobody's
        assert rows(cluster.start()) == 5
    finally:
        cluster.stop()
        shutil.rmtree(place)
