"""`ambasador up`: everything this installation needs, in one command, until Ctrl-C."""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import psycopg

from ambasador.cli import ports, processes
from ambasador.cli.children import Child, environment, own_command
from ambasador.cli.database import own_cluster
from ambasador.cli.postgres import Cluster
from ambasador.cli.postgres_programs import CannotStart
from ambasador.config import env
from ambasador.config.home import home_dir

PORT, MAIL_PORT = 8321, 2524
HUNG_AFTER, LOOK_EVERY, ASK_EVERY = 60.0, 0.2, 5.0
STEP_PATIENCE, CHILD_PATIENCE = 1800.0, 180.0


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("up", help="start everything: database, pages, worker, mail listener", description=__doc__)
    demo, host, port = env.flag("AMBASADOR_DEMO"), env.text("AMBASADOR_HOST", "127.0.0.1"), env.number("AMBASADOR_PORT", PORT)
    parser.add_argument("--demo", action="store_true", default=demo, help="with the demo company (made on first start)")
    parser.add_argument("--host", default=host, help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=port, help=f"port of the pages ({PORT}, or the next free one)")
    parser.add_argument("--hung-after", type=float, default=HUNG_AFTER, help="seconds without a sign of life until a part is replaced (60)")
    parser.set_defaults(run=lambda arguments: Installation(arguments).up(), needs_database=False)


class Stopped(Exception):
    """The operator asked us to end."""


class Installation:
    """One data folder and all that runs over it."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.home = home_dir()
        self.host: str = arguments.host
        self.wanted_port: int = arguments.port
        self.demo: bool = arguments.demo
        self.hung_after: float = arguments.hung_after
        self.cluster: Cluster | None = None
        self.children: list[Child] = []
        self.env: dict[str, str] = {}
        self.url = ""
        self._lock: IO[str] | None = None
        self._step: subprocess.Popen[str] | None = None
        self._beside: subprocess.Popen[bytes] | None = None
        self._begun = time.monotonic()
        self._is_stopping = False

    def up(self) -> int:
        """
        Start everything, look after it, end it; returns the exit code.

        Signal handlers come first, so that an early Ctrl-C leaves nothing behind; then the lock, so that a second call
        only tells where the first one runs.
        """
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, self._stop)
        try:
            if not self._take_lock():
                return self._tell_of_the_other()
            self._start()
            self._watch()
        except Stopped:
            _say("Stopping ...")
        except CannotStart as problem:
            print(f"\n{problem}", file=sys.stderr)
            return 1
        finally:
            self._end()
        return 0

    def _stop(self, *_signal: object) -> None:
        if not self._is_stopping:  # a second Ctrl-C does not interrupt the stopping
            self._is_stopping = True
            raise Stopped

    # -- one installation, one command ------------------------------------------------------------------------------

    def _take_lock(self) -> bool:
        self.home.mkdir(parents=True, exist_ok=True)
        self._lock = (self.home / "up.lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            return False
        (self.home / "up.json").unlink(missing_ok=True)
        return True

    def _tell_of_the_other(self) -> int:
        try:
            other = json.loads((self.home / "up.json").read_text(encoding="utf-8"))
            _say(f"Ambasador already runs: {other['url']} (process {other['pid']}, data in {self.home}).")
        except (FileNotFoundError, ValueError, KeyError):
            _say(f"Ambasador is just being started by another command (data in {self.home}).")
        return 0

    # -- starting -----------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        first = not (self.home / "postgres" / "password").exists() and not env.text("DATABASE_URL")
        _say(f"Starting Ambasador, data in {self.home} ..." + (" The first start takes a little longer." if first else ""))
        if not (self.home / "cache").exists():
            self._begin_beside("dictionaries", "--static")
        address = env.text("DATABASE_URL") or self._start_database()
        port = ports.next_free(self.wanted_port, self.host)
        if port != self.wanted_port:
            _say(f"Port {self.wanted_port} is taken, using {port}.")
        self.url = env.text("AMBASADOR_URL") or f"http://{'127.0.0.1' if self.host in {'0.0.0.0', '::'} else self.host}:{port}"  # noqa: S104
        self.env = environment(
            {
                "DATABASE_URL": address,
                "AMBASADOR_HOME": str(self.home),
                "AMBASADOR_URL": self.url,
                "AMBASADOR_DEMO": "1" if self.demo else "0",
                "AMBASADOR_RUN_DIR": str(self._run_dir()),
                **self._mail_ports(),
            }
        )
        self._do("prepare")
        web = self._child("The web server", "web", "--host", self.host, "--port", str(port))
        web.start()
        links = self._do("welcome")
        self._child("The worker", "worker").start()
        listener = self._child("The mail listener", "mail", "listen")
        self._ready_mark().unlink(missing_ok=True)  # of an earlier run, perhaps by a process of the same number
        listener.start()
        self._wait_for(web, lambda: self._web_answers(port))
        self._wait_for(listener, lambda: self._listens(listener), between=lambda: listener.env.update(self._mail_ports()))
        if self._beside is not None:
            self._beside.wait()
        self._announce(links)

    def _start_database(self) -> str:
        self.cluster = own_cluster()
        return self.cluster.start()

    def _run_dir(self) -> Path:
        folder = self.home / "run"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _mail_ports(self) -> dict[str, str]:
        """Where mail is taken; a port that nobody chose gives way to its present user."""
        chosen: dict[str, str] = {}
        first = MAIL_PORT
        for name in ("AMBASADOR_LMTP_LISTEN", "AMBASADOR_SMTP_LISTEN"):
            if not env.text(name):
                port = ports.next_free(first)
                chosen[name] = f"127.0.0.1:{port}"
                first = port + 1
        return chosen

    def _child(self, name: str, *words: str) -> Child:
        log = self.home / "log" / f"{words[0]}.log"
        child = Child(name, own_command(*words), log=log, env=self.env, tell=_say)
        self.children.append(child)
        return child

    def _begin_beside(self, *words: str) -> None:
        """Begin one of our commands that the start does not wait for: it uses the other core while the database starts."""
        self._beside = subprocess.Popen(
            own_command(*words), env=environment({"AMBASADOR_HOME": str(self.home)}), stdin=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=processes.die_with_parent(os.getpid()),
        )  # fmt: skip

    def _do(self, *words: str) -> str:
        """Run one of our commands to its end, showing its progress (standard error); returns what it answered (standard output)."""
        self._step = subprocess.Popen(
            own_command(*words), env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        answer, _none = self._step.communicate(timeout=STEP_PATIENCE)
        code, self._step = self._step.returncode, None
        if code:
            raise CannotStart(f"`ambasador {' '.join(words)}` failed; the reason stands above. `ambasador doctor` may tell more.")
        return answer

    def _wait_for(self, child: Child, is_up: Callable[[], bool], *, between: Callable[[], object] = bool) -> None:
        """
        Until `is_up`; meanwhile a child that ends is started again, twice, and `between` is called before: a port that was
        free when it was chosen may have been taken since. Raises CannotStart with the end of its log.
        """
        begun, told = time.monotonic(), time.monotonic()
        name = child.name[0].lower() + child.name[1:]
        while not is_up():
            if not child.is_alive():
                between()
            child.look_after()
            if time.monotonic() - told > 2:
                _say(f"Waiting for {name} ...")
                told = time.monotonic() + 8
            if time.monotonic() - begun > CHILD_PATIENCE or child.starts > 3:
                raise CannotStart(f"{child.name} does not come up; the end of its log:\n{_tail(child.log)}")
            time.sleep(0.05)

    def _listens(self, listener: Child) -> bool:
        """Whether this very listener has taken its ports: that somebody answers there would not say who."""
        try:
            told = self._ready_mark().read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        return listener.process is not None and told == str(listener.process.pid)

    def _ready_mark(self) -> Path:
        return self._run_dir() / "mail.ready"

    def _web_answers(self, port: int) -> bool:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        request = urllib.request.Request(f"http://{host}:{port}/healthz", headers={"Host": "localhost"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=3):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return error.code == 503  # it answers; the database is what is missing
        except (OSError, ValueError):
            return False

    def _announce(self, links: str) -> None:
        about = {"url": self.url, "pid": os.getpid(), "mail": self.env.get("AMBASADOR_SMTP_LISTEN", "")}
        half = self.home / "up.json.new"
        half.write_text(json.dumps(about), encoding="utf-8")
        half.replace(self.home / "up.json")
        _say(f"Ready after {time.monotonic() - self._begun:.1f} s: {self.url}")
        if self.env.get("AMBASADOR_SMTP_LISTEN"):
            _say(f"Mail is taken at smtp://{self.env['AMBASADOR_SMTP_LISTEN']} and lmtp://{self.env.get('AMBASADOR_LMTP_LISTEN', '')}")
        if links:
            print(links, end="", flush=True)
        _say("Ctrl-C stops everything.")

    # -- looking after ------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Until we are told to stop: whatever ends is started again, whatever hangs is ended."""
        web_answered = asked = time.monotonic()
        port = int(self.children[0].words[-1])
        while True:
            time.sleep(LOOK_EVERY)
            if self.cluster is not None and not self.cluster.is_alive():
                self._revive_database(self.cluster)
            for child in self.children:
                child.look_after()
            if time.monotonic() - asked < ASK_EVERY:
                continue
            asked = time.monotonic()
            for child in self.children:
                child.keep_log_short()
            if self._web_answers(port) or time.monotonic() - self.children[0].started_at < self.hung_after:
                web_answered = time.monotonic()
            elif time.monotonic() - web_answered > self.hung_after:
                self.children[0].restart("does not answer")
            self._check_worker(self.children[1])

    def _revive_database(self, cluster: Cluster) -> None:
        _say("The database ended; starting it again.")
        address = cluster.url()
        while True:
            try:
                now_at = cluster.restart()
                break
            except CannotStart as problem:
                _say(f"{problem}\nTrying again in 5 s.")
                time.sleep(5)
        if now_at != address:
            for child in self.children:
                child.env["DATABASE_URL"] = now_at
                child.restart("must learn the database's new port")

    def _check_worker(self, worker: Child) -> None:
        """A worker whose heartbeat has not reached the database for so long hangs, unless it is the database that is away."""
        if time.monotonic() - worker.started_at < self.hung_after or not worker.is_alive():
            return
        try:
            age = time.time() - (self._run_dir() / "worker.alive").stat().st_mtime
        except FileNotFoundError:
            age = self.hung_after + 1
        if age > self.hung_after and self._database_answers():
            worker.restart("gives no sign of life")

    def _database_answers(self) -> bool:
        try:
            with psycopg.connect(self.env["DATABASE_URL"], connect_timeout=3) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    # -- ending -------------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        """First no more work comes in, then what is being done is finished, then the database closes."""
        self._is_stopping = True
        for part in (self._step, self._beside):
            if part is not None and part.poll() is None:
                os.killpg(part.pid, signal.SIGTERM)
                part.wait()
        for child in reversed(self.children):
            child.ask_to_end()
        for child in reversed(self.children):
            child.end(18.0)
        if self.cluster is not None:
            self.cluster.stop()
        if self._lock is not None:
            (self.home / "up.json").unlink(missing_ok=True)
            self._lock.close()


def _say(line: str) -> None:
    print(line, flush=True)


def _tail(path: Path, length: int = 3000) -> str:
    return path.read_bytes()[-length:].decode(errors="replace").strip() if path.exists() else "(no log)"
