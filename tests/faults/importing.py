"""An import killed again and again, and the same archive imported in peace: the results must be the same."""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.faults.counting import wait_until_quiet
from tests.faults.product import DidNotHappen, Product

PATIENCE = 1800.0
MEMBERS = """
    SELECT m.ticket_id, r.body_sha256, r.message_id FROM conversations_message m JOIN channels_rawinput r ON r.id = m.raw_input_id
    UNION ALL
    SELECT t.ticket_id, r.body_sha256, r.message_id FROM conversations_taskmessage t JOIN channels_rawinput r ON r.id = t.raw_input_id
"""
Message = tuple[str, str]


@dataclass(frozen=True)
class Result:
    """What an import made: every kept message (by content and Message-ID) with its state, and which stand together in a ticket."""

    kept: "Counter[Message]"
    states: frozenset[tuple[Message, str]]
    partition: frozenset[frozenset[Message]]
    twice: int
    verified: str

    def say(self) -> str:
        states = Counter(state for _message, state in self.states)
        return (
            f"{self.kept.total()} raw inputs ({', '.join(f'{state} {times}' for state, times in sorted(states.items()))}), "
            f"{len(self.partition)} tickets with {sum(map(len, self.partition))} messages"
        )


def compare_imports(path: Path, *, kills: int, seed: int) -> int:
    """Print both results and what differs; 1 when anything does."""
    files = sum(file.is_file() for file in path.rglob("*"))
    print(f"{files} files in {path.name}, load {_load()}", flush=True)
    clean, span = _result_of(path)
    beaten, _span = _result_of(path, kills=kills, span=span, chance=random.Random(seed))
    lost = (clean.kept - beaten.kept).total()
    duplicated = (beaten.kept - clean.kept).total() + beaten.twice
    wrong = [
        *([f"{lost} lost, {duplicated} duplicated"] if lost or duplicated else []),
        *([f"{len(clean.states ^ beaten.states)} messages ended in another state"] if clean.states != beaten.states else []),
        *([_difference(clean, beaten)] if clean.partition != beaten.partition else []),
        *(result.verified for result in (clean, beaten) if result.verified),
    ]
    print(f"clean:  {clean.say()}\nkilled: {beaten.say()}\nlost {lost}, duplicated {duplicated}, files that are not there: {files - clean.kept.total()}")
    print("\n".join(f"WRONG: {line}" for line in wrong) or "the same raw inputs, the same messages in the same tickets", flush=True)
    return 1 if wrong else 0


def _difference(clean: Result, beaten: Result) -> str:
    only = sorted(clean.partition - beaten.partition, key=len)[:3], sorted(beaten.partition - clean.partition, key=len)[:3]
    named = [[sorted(name for _content, name in ticket) for ticket in side] for side in only]
    return f"the tickets differ: {len(clean.partition ^ beaten.partition)} of them; clean has {named[0]}, killed has {named[1]}"


def _result_of(path: Path, *, kills: int = 0, span: float = 0.0, chance: random.Random | None = None) -> tuple[Result, float]:
    """What an import into an installation of its own made, and the seconds that the last, undisturbed import took."""
    with tempfile.TemporaryDirectory(prefix="ambasador-faults-") as folder:
        product = Product(Path(folder) / "home")
        product.start()
        try:
            made = product.run("tests.faults.company")
            if made.returncode:
                raise DidNotHappen(made.stderr)
            if chance is not None:
                _import_under_blows(product, path, kills=kills, span=span, chance=chance)
            seconds = _import_in_peace(product, path, worker_kills=kills, chance=chance)
            return _read(product), seconds
        finally:
            product.stop()


def _import_under_blows(product: Product, path: Path, *, kills: int, span: float, chance: random.Random) -> None:
    """Begin the import again and again; each is killed at a random moment of the time that it takes in peace."""
    for turn in range(kills):
        seconds = chance.uniform(0.0, span)
        _import_once(product, path, kill_after=seconds)
        print(f"import {turn + 1} killed after {seconds:.1f} s: {_progress(product)}, load {_load()}", flush=True)


def _import_in_peace(product: Product, path: Path, *, worker_kills: int, chance: random.Random | None) -> float:
    """Import to the end, then wait for the intake, whose worker is killed meanwhile; returns the seconds of the import."""
    begun, taken_before = time.monotonic(), _taken(product)
    print(_import_once(product, path).strip(), flush=True)
    span = time.monotonic() - begun
    for turn in range(worker_kills if chance else 0):
        if chance:
            time.sleep(chance.uniform(0.5, 8.0))
        for pid in product.processes("-m ambasador worker"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        print(f"worker killed {turn + 1}: {_progress(product)}, load {_load()}", flush=True)
    left = wait_until_quiet(product, PATIENCE)[1]
    passed, taken = time.monotonic() - begun, _taken(product) - taken_before
    print(f"import {span:.1f} s; import and intake {passed:.1f} s, {taken / passed:.1f} messages a second, load {_load()}", flush=True)
    print(f"once more: {_import_once(product, path).strip()}", flush=True)
    if any(left) or any(wait_until_quiet(product, 60)[1]):
        raise DidNotHappen(f"the intake did not come to rest: {left}")
    return span


def _import_once(product: Product, path: Path, *, kill_after: float | None = None) -> str:
    output = product.home / f"import-{time.monotonic_ns()}"
    with output.open("wb") as stream:
        process = product.begin("ambasador", "mail", "import", str(path), output=stream)
        until = time.monotonic() + (PATIENCE if kill_after is None else kill_after)
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    said = output.read_text(encoding="utf-8", errors="replace")
    if kill_after is None and process.returncode:
        raise DidNotHappen(said)
    return said


def _taken(product: Product) -> int:
    return int(product.ask("SELECT count(*) FROM channels_rawinput WHERE state <> 'kept'"))


def _progress(product: Product) -> str:
    with suppress(psycopg.Error):
        return f"{product.ask('SELECT count(*) FROM channels_rawinput')} kept, {_taken(product)} taken over"
    return "the database is away"


def _read(product: Product) -> Result:
    rows = product.rows("SELECT body_sha256, message_id, state FROM channels_rawinput")
    members = product.rows(MEMBERS)
    tickets: dict[int, set[Message]] = {}
    for ticket, content, name in members:
        tickets.setdefault(ticket, set()).add((content, name))
    verified = product.run("ambasador", "verify")
    return Result(
        kept=Counter((content, name) for content, name, _state in rows),
        states=frozenset(((content, name), state) for content, name, state in rows),
        partition=frozenset(frozenset(messages) for messages in tickets.values()),
        twice=len(members) - len(set(members)) + len(set(members)) - len({(content, name) for _ticket, content, name in members}),
        verified=f"{verified.stdout}{verified.stderr}".strip() if verified.returncode else "",
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
