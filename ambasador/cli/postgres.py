"""
Our own PostgreSQL in a folder: made, started, found again after a crash, stopped.

Used by `ambasador up` when DATABASE_URL names no server, and by the tests. Listens on 127.0.0.1 only, on a port of its
own, with a generated password. Knows no Django: the address of the database must be known before settings are read.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg

from ambasador.cli import ports, postgres_programs, processes
from ambasador.cli.postgres_programs import CannotStart, Disguise, Programs, choose, disguise_for, is_open_to, open_copy

__all__ = ["CannotStart", "Cluster", "ClusterInUse"]

USER = DATABASE = "ambasador"
ORPHAN_PATIENCE, START_PATIENCE, LOG_LIMIT = 30.0, 300.0, 8 * 2**20
FAST_AND_LOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "autovacuum=off")


class ClusterInUse(Exception):
    """Another process of ours holds this folder."""


class Cluster:
    """
    One database server of ours. `start()` returns its address; `stop()` ends it; between them `is_alive()` tells.

    The folder holds `lock`, `password`, `port`, `log` and the data, unless PostgreSQL must run as a user who cannot reach
    the folder: then `place` names the folder in the open place (/var/lib/ambasador) that holds the data.
    `durable=False` is for tests: fast, and worthless after a power cut.
    """

    def __init__(self, folder: Path, *, durable: bool = True, tell: Callable[[str], None] = lambda line: None) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.tell = tell
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._has_run = False

    @property
    def data(self) -> Path:
        place = self.folder / "place"
        return (Path(place.read_text(encoding="utf-8")) if place.exists() else self.folder) / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def url(self) -> str:
        """Where the server listens, or last listened. Raises FileNotFoundError before the first start."""
        port, password = ((self.folder / name).read_text(encoding="ascii") for name in ("port", "password"))
        return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def runs_elsewhere(self) -> bool:
        """Whether a server over this data is running, whoever started it."""
        return self._postmaster() is not None

    def start(self) -> str:
        """
        Start the server, making the data on first use; returns its address. Raises ClusterInUse, CannotStart.

        1. The lock: two first starts at once would ruin each other's data. 2. A server orphaned by a killed supervisor
        is ended (it would refuse us its data), and a pid file that names a stranger is removed. 3. Data half made by a
        killed first start is thrown away. 4. Start; after a crash PostgreSQL first repairs itself, so wait for an answer.
        """
        self._take_lock()
        try:
            self._end_orphan()
            version = self.data / "PG_VERSION"
            programs = choose(int(version.read_text(encoding="ascii").split(".")[0]) if version.exists() else None)
            disguise = disguise_for(self.data)
            if disguise.needs_open_paths:
                programs = open_copy(programs)
            if not version.exists():
                self.tell("Making the database (first start only) ...")
                self._make_data(programs, disguise)
            self._run(programs, disguise)
        except BaseException:
            self.stop()
            raise
        return self.url()

    def restart(self) -> str:
        """Start again what ended by itself, on the same port if it can be had; returns the address. Raises as `start`."""
        self.process = None
        return self.start()

    def stop(self) -> None:
        """End the server: connections are closed, everything committed is kept. Safe to repeat."""
        if self.process is not None:
            processes.end(self.process, (signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
            self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise ClusterInUse(f"Another process is using {self.folder}.") from None
        self._lock = lock

    def _postmaster(self) -> int | None:
        """The living server over our data, or None. A pid file outlives a reboot, and its number may be a stranger's by then."""
        pid = self._pid_on_file()
        words = processes.command_of(pid) if pid else [""]
        return pid if "postgres" in words[0] and str(self.data) in words else None

    def _pid_on_file(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _names_a_stranger(self) -> bool:
        """PostgreSQL asks the same question: a process that has ended and was not waited for yet still bears the number."""
        pid = self._pid_on_file()
        return pid is not None and processes.exists(pid)

    def _end_orphan(self) -> None:
        pid = self._postmaster()
        if pid is not None:
            self.tell("A database server was left over by a run that was killed; ending it ...")
            processes.end_by_id(pid, (signal.SIGINT, ORPHAN_PATIENCE), (signal.SIGQUIT, 10.0))
        elif self._names_a_stranger():
            # PostgreSQL would wait for the stranger for ever. While backends of a killed server live, the file must stay:
            # it is how a new server knows of them.
            until = time.monotonic() + ORPHAN_PATIENCE
            while processes.in_folder(self.data) and time.monotonic() < until:
                time.sleep(0.05)
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_data(self, programs: Programs, disguise: Disguise) -> None:
        if disguise.owner is not None and not is_open_to(self.folder, disguise.owner):
            self._move_to_open_place()
        password = self.folder / "password"
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        password.chmod(0o600)
        half = self.data.with_name("data.new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        handed = half.with_name("password.new")  # the password as the one who runs initdb may read it
        shutil.copy(password, handed)
        if disguise.owner is not None:
            os.chown(half, disguise.owner, disguise.owner)
            os.chown(handed, disguise.owner, disguise.owner)
        locale = ["--locale=C.UTF-8", *(["--locale-provider=builtin"] if programs.major >= 17 else [])]
        try:
            words = ["-D", str(half), "-U", USER, "-A", "scram-sha-256", f"--pwfile={handed}", "-E", "UTF8", *locale]
            done = subprocess.run(
                [*disguise.words, programs.path("initdb"), *words, "--no-sync"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", env=_plain_environment(), cwd="/",
            )  # fmt: skip
        finally:
            handed.unlink(missing_ok=True)
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make its data in {half}:\n{(done.stderr or done.stdout).strip()}")
        half.rename(self.data)
        if self.durable:  # initdb would wait for the disk file by file, seconds on a slow one; what is not there yet cannot be lost
            threading.Thread(target=os.sync, daemon=True).start()

    def _move_to_open_place(self) -> None:
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        place = postgres_programs.OPEN_PLACE / name
        place.mkdir(parents=True, exist_ok=True)
        place.parent.chmod(0o755)
        place.chmod(0o711)
        (self.folder / "place").write_text(str(place), encoding="utf-8")

    def _run(self, programs: Programs, disguise: Disguise) -> None:
        begun = time.monotonic()
        while True:
            port = self._choose_port()
            self._launch(programs, disguise, port)
            if self._answers(begun):
                self._has_run = True
                return
            said = _tail(self.log)
            self.process = None
            taken = "could not create any TCP/IP sockets" in said or "Address already in use" in said
            dying = "shared memory block" in said  # the last backends of a killed server are still leaving
            if not (taken or dying) or time.monotonic() - begun > ORPHAN_PATIENCE:
                raise CannotStart(f"PostgreSQL did not start; the end of {self.log} says:\n{said}")
            if taken:
                (self.folder / "port").unlink(missing_ok=True)
            time.sleep(0.3)

    def _launch(self, programs: Programs, disguise: Disguise, port: int) -> None:
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "log_min_messages=warning"]
        options += [] if self.durable else FAST_AND_LOSE
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("log.old"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*disguise.words, programs.path("postgres"), "-D", str(self.data), *(word for o in options for word in ("-c", o))],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=_plain_environment(), cwd="/",
                preexec_fn=processes.die_with_parent(os.getpid(), signal.SIGINT),
            )  # fmt: skip

    def _answers(self, begun: float) -> bool:
        """Wait until our database can be used, making it on first use. False when the server ended instead."""
        told = begun
        while self.is_alive():
            try:
                with psycopg.connect(self.url().rsplit("/", 1)[0] + "/postgres", connect_timeout=3, autocommit=True) as connection:
                    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                        connection.execute(f"CREATE DATABASE {DATABASE}")
                    return True
            except psycopg.OperationalError as error:
                if time.monotonic() - begun > START_PATIENCE:
                    raise CannotStart(f"PostgreSQL started but does not answer: {error}") from error
                if time.monotonic() - told > 2:
                    self.tell("Waiting for the database to be ready ...")
                    told = time.monotonic() + 8
            time.sleep(0.03)
        return False

    def _choose_port(self) -> int:
        """The port of last time, so that other programs find us again; else, or when it is taken, a free one."""
        kept = self.folder / "port"
        wanted = 0
        with suppress(FileNotFoundError, ValueError):
            wanted = int(kept.read_text(encoding="ascii"))
        if wanted and self._has_run:  # our own children know this port: give a killed server's backends time to let go of it
            until = time.monotonic() + 5
            while not ports.is_free(wanted) and time.monotonic() < until:
                time.sleep(0.05)
        if not wanted or not ports.is_free(wanted):
            wanted = ports.any_free()
            kept.write_text(str(wanted), encoding="ascii")
        return wanted


def _plain_environment() -> dict[str, str]:
    """Without the PG* variables of whoever starts us, which would lead the programs elsewhere; messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}


def _tail(path: Path, length: int = 3000) -> str:
    return path.read_bytes()[-length:].decode(errors="replace").strip()
