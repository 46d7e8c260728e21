"""`prepare` brings the database and the static files up to this release; `dictionaries` spares every process the reading of them."""

import fcntl
import hashlib
import os
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import ambasador

PACKAGE = Path(ambasador.__file__).resolve().parent
LOCK_KEY, LOCK_TRIES = 7_305_221, 6


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("prepare", help="bring the database and the static files up to this release")
    parser.set_defaults(run=lambda _arguments: prepare(), needs_database=False)
    parser = subparsers.add_parser("migrate", help="the same as prepare")
    parser.set_defaults(run=lambda _arguments: prepare(), needs_database=False)
    parser = subparsers.add_parser("dictionaries", help="unpack the dictionaries of search, so that every process starts quickly (part of `up`)")
    parser.add_argument("--static", action="store_true", help="and give the static files their hashed names")
    parser.set_defaults(run=unpack, needs_database=False)


def unpack(arguments: Any) -> None:
    """What a first start can do while the database is being made. Repeating it changes nothing; whoever needs it first would do it, and wait."""
    from ambasador.lib import lexemes

    lexemes.warm_up()
    if arguments.static:
        gather_static()


def prepare() -> None:
    """Does nothing, quickly, when this release has been here already; Django is not even loaded then."""
    import psycopg

    from ambasador.cli import database
    from ambasador.cli.main import set_up_django

    database.provide()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])  # of two hosts starting together one waits
        stamp = schema_stamp()
        if stamp_in(connection) != stamp:
            set_up_django()
            _migrate()
            connection.execute(f"COMMENT ON TABLE django_migrations IS '{stamp}'")
    gather_static()


def gather_static() -> None:
    """Give the static files their hashed names, once for a release. Of two that begin together one waits."""
    from ambasador.cli.main import set_up_django
    from ambasador.config.home import home_dir

    if os.environ.get("AMBASADOR_PLAIN_STATIC", "0") not in {"", "0"}:
        return
    static = home_dir() / "static"
    home_dir().mkdir(parents=True, exist_ok=True)
    with (home_dir() / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _read(static / ".stamp") != static_stamp():
            set_up_django()
            _collect(static)


def schema_stamp() -> str:
    """A name for the sum of all migrations: those of ours by content, those of packages by version."""
    files = sorted(PACKAGE.glob("*/migrations/*.py"))
    return _digest([f"{file.parent.parent.name}/{file.name}:{file.read_text(encoding='utf-8')}" for file in files])


def static_stamp() -> str:
    """A name for the sum of all static files."""
    files = sorted(file for file in PACKAGE.glob("*/static/**/*") if file.is_file())
    return _digest([f"{file.relative_to(PACKAGE)}:{hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files])


def _digest(parts: list[str]) -> str:
    packages = [f"{name}={_version(name)}" for name in ("django", "procrastinate", "django-pgtrigger", "django-htmx", "whitenoise")]
    return hashlib.sha256("\n".join([*packages, *parts]).encode()).hexdigest()[:32]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def stamp_in(connection: Any) -> str:
    """The stamp travels with the database, so a restored older backup is migrated again."""
    row = connection.execute("SELECT obj_description(to_regclass('django_migrations'))").fetchone()
    return (row[0] if row else "") or ""


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import OperationalError, connection

    print("Bringing the database up to this release ...", file=sys.stderr, flush=True)
    for attempt in range(1, LOCK_TRIES + 1):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '4s'")  # rather give up than stop the desk behind a waiting ALTER
                cursor.execute("SET synchronous_commit = off")  # a crash in between only means migrating again
            call_command("migrate", verbosity=0, interactive=False)
            return
        except OperationalError as error:
            if "lock timeout" not in str(error) or attempt == LOCK_TRIES:
                raise
            print(f"The database is busy, trying again ({attempt} of {LOCK_TRIES}) ...", file=sys.stderr, flush=True)
            connection.close()
            time.sleep(attempt)


def _collect(static: Path) -> None:
    from django.core.management import call_command

    print("Gathering pictures, styles and scripts ...", file=sys.stderr, flush=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=static.exists())
    (static / ".stamp").write_text(static_stamp(), encoding="ascii")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
