"""`doctor`: says in plain words what is wrong with this installation, and what is well."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Literal

from ambasador.cli import ports
from ambasador.cli.database import own_cluster
from ambasador.cli.postgres_programs import OLDEST
from ambasador.config import env
from ambasador.config.home import home_dir

Verdict = tuple[Literal["ok", "note", "bad"], str]
EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist", "unaccent")
MIB = 2**20


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("doctor", help="say what is wrong with this installation")
    parser.set_defaults(run=lambda _arguments: _doctor(), needs_database=False)


def _doctor() -> int:
    """Every check speaks, whatever the others found. Exit code 1 when something is bad."""
    checks: list[Callable[[], Iterator[Verdict]]] = [_data_folder, _running, _ports, _database, _work, _mail, _chromium]
    verdicts = [verdict for check in checks for verdict in check()]
    for state, sentence in verdicts:
        print(f"{ {'ok': '  ok  ', 'note': ' note ', 'bad': ' BAD  '}[state] } {sentence}")
    bad = sum(state == "bad" for state, _sentence in verdicts)
    print("Nothing is wrong." if not bad else f"{bad} thing{'s' if bad > 1 else ''} to mend.")
    return 1 if bad else 0


def _data_folder() -> Iterator[Verdict]:
    home = home_dir()
    if not home.exists():
        yield "note", f"The data folder {home} does not exist yet; `ambasador up` makes it."
        return
    if not os.access(home, os.W_OK):
        yield "bad", f"The data folder {home} cannot be written to by this user."
        return
    free = shutil.disk_usage(home).free // MIB
    yield "ok", f"Data folder: {home}"
    if free < 500:
        yield "bad", f"Only {free} MiB are free on the disk of the data folder; mail is refused when it is full."
    elif free < 5000:
        yield "note", f"{free} MiB are free on the disk of the data folder."
    else:
        yield "ok", f"{free // 1024} GiB are free on its disk."
    secret = home / "secret-key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield "bad", f"Others can read {secret}, which signs all links: chmod 600 {secret}"


def _running() -> Iterator[Verdict]:
    about = home_dir() / "up.json"
    try:
        told = json.loads(about.read_text(encoding="utf-8"))
        os.kill(int(told["pid"]), 0)
        yield "ok", f"Ambasador runs: {told['url']} (process {told['pid']})."
    except (FileNotFoundError, ValueError, KeyError, ProcessLookupError):
        yield "note", "Ambasador does not run here; `ambasador up` starts it."
    except PermissionError:
        yield "ok", "Ambasador runs, under another user."


def _ports() -> Iterator[Verdict]:
    if (home_dir() / "up.json").exists():
        return
    port = env.number("AMBASADOR_PORT", 8321)
    if not ports.is_free(port):
        yield "note", f"Port {port} is used by another program; `ambasador up` would take {ports.next_free(port)}."


def _database() -> Iterator[Verdict]:
    import psycopg

    url = _database_url()
    if not url:
        yield "note", "The built-in database is not running, so it was not examined."
        return
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
            if major < OLDEST:
                yield "bad", f"The database is PostgreSQL {major}; {OLDEST} or newer is needed."
            else:
                yield "ok", f"The database answers: PostgreSQL {major}."
            yield from _extensions(connection)
            yield from _migrations(connection)
    except psycopg.Error as error:
        yield "bad", f"The database does not answer: {str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}"


def _database_url() -> str:
    if env.text("DATABASE_URL"):
        return env.text("DATABASE_URL")
    cluster = own_cluster()
    return cluster.url() if cluster.runs_elsewhere() else ""


def _extensions(connection: Any) -> Iterator[Verdict]:
    there = {row[0] for row in connection.execute("SELECT name FROM pg_available_extensions")}
    missing = [name for name in EXTENSIONS if name not in there]
    if missing:
        yield "bad", f"The database server lacks the extensions {', '.join(missing)} (Debian: apt-get install postgresql-contrib)."
    if connection.execute("SHOW server_encoding").fetchone()[0] != "UTF8":
        yield "bad", "The database is not in UTF-8; make it anew with ENCODING 'UTF8'."


def _migrations(connection: Any) -> Iterator[Verdict]:
    from ambasador.cli.prepare import schema_stamp, stamp_in

    stamp = stamp_in(connection)
    if stamp == schema_stamp():
        yield "ok", "The database fits this release."
    elif stamp:
        yield "bad", "The database belongs to another release; run `ambasador prepare` (or restart `ambasador up`)."
    else:
        yield "note", "The database is still empty; `ambasador up` or `ambasador prepare` fills it."


def _ask(query: str) -> Any:
    """One row, or None when the database or the table is not there."""
    import psycopg

    url = _database_url()
    if not url:
        return None
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute(query).fetchone()
    except psycopg.Error:
        return None


def _work() -> Iterator[Verdict]:
    row = _ask("SELECT count(*), extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
    if row is None:
        return
    if not row[0] or row[1] > 60:
        yield "bad", "No worker is alive: nothing is sent, no deadline is watched. `ambasador up` starts one."
    else:
        yield "ok", f"The worker is alive (last heartbeat {row[1]:.0f} s ago)."
    waiting = _ask(
        "SELECT count(*), extract(epoch FROM now() - min(scheduled_at)) FROM procrastinate_jobs"
        " WHERE status = 'todo' AND scheduled_at < now()"
    )
    if waiting and waiting[0] and (waiting[1] or 0) > 300:
        yield "bad", f"{waiting[0]} jobs are late, the oldest for {waiting[1] / 60:.0f} minutes."
    failed = _ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if failed and failed[0]:
        yield "bad", f"{failed[0]} jobs failed for good; see {home_dir() / 'log' / 'worker.log'}."
    reactions = _ask("SELECT count(*), min(reaction) FROM journal_pending WHERE tries > 0")
    if reactions and reactions[0]:
        yield "bad", f"{reactions[0]} reactions to events keep failing, one is {reactions[1]}; the errors stand in table journal_pending."


def _mail() -> Iterator[Verdict]:
    boxes = _ask(
        "SELECT count(*), string_agg(address || ': ' || last_error, '; ') FROM channels_mailbox WHERE is_active AND last_error <> ''"
    )
    if boxes and boxes[0]:
        yield "bad", f"Mailboxes with trouble: {boxes[1]}"
    raw = _ask("SELECT count(*) FROM channels_rawinput WHERE state = 'failed'")
    if raw and raw[0]:
        yield "bad", f"{raw[0]} received messages could not be read and wait for a person (`ambasador mail failed`)."
    out = _ask("SELECT count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'undecided') FROM channels_outboxmessage")
    if out and out[0]:
        yield "bad", f"{out[0]} outgoing messages could not be sent; the outbox page shows why."
    if out and out[1]:
        yield "bad", f"{out[1]} outgoing messages may or may not have been sent; the outbox page asks what to do."
    if not env.text("AMBASADOR_SMTP_URL"):
        yield "note", "AMBASADOR_SMTP_URL is not set: nothing leaves this machine, messages stay on the outbox page."


def _chromium() -> Iterator[Verdict]:
    from ambasador.cli.testing import CHROMIUM, ROOT

    if (ROOT / "pyproject.toml").exists() and not shutil.which("chromium"):
        yield "note", f"Chromium is missing; browser tests would be skipped. As root: {CHROMIUM}"
