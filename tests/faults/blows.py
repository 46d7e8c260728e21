"""kill -9 of one part in one of several ways, and how long everything needs to be up again."""

import os
import random
import signal
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from ambasador.cli import processes
from tests.faults.product import ADDRESS, Product

PARTS = ("web", "worker", "listener", "postgres")
GIVE_UP = 60.0
# a job that has nothing to do, in front of all others
DEFER = """SELECT (procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'ambasador.journal.tasks.react', 1000, NULL, NULL,
           '{"subject_kind": "nobody", "subject_id": 0}'::jsonb, NULL)::procrastinate_job_to_defer_v1]))[1]"""


@dataclass
class Blow:
    """One kill: which part, which processes of it, and the seconds until each sign of life was there again."""

    part: str
    way: str
    seconds: dict[str, float] = field(default_factory=dict)
    is_survived: bool = False

    @property
    def recovery(self) -> float:
        return max(self.seconds.values(), default=GIVE_UP)


def strike(product: Product, part: str, chance: random.Random) -> Blow:
    """Kill the part in a way chosen by chance: all of its processes, or only some."""
    way, victims = _choose(product, part, chance)
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    blow = Blow(part, way)
    _watch(product, blow, victims)
    return blow


def _choose(product: Product, part: str, chance: random.Random) -> tuple[str, list[int]]:
    if part == "postgres":
        found = product.servers()
        ways = {"postmaster and children": found, "postmaster": found[:1], "one child": [chance.choice(found[1:])] if found[1:] else found}
    else:
        mark = {"web": ("-m ambasador web",), "worker": ("-m ambasador worker",), "listener": ("-m ambasador mail listen",)}[part]
        main = product.processes(*mark)
        group = sorted(pid for pid in product.processes() if _group(pid) in {_group(one) for one in main})
        ways = {"all": group}
        if len(group) > len(main):
            ways |= {"parent": main, "children": [pid for pid in group if pid not in main]}
    way = chance.choice(list(ways))
    return way, ways[way]


def _group(pid: int) -> int:
    with suppress(ProcessLookupError):
        return os.getpgid(pid)
    return -pid


def _watch(product: Product, blow: Blow, victims: list[int]) -> None:
    """
    Up again is: the victims are gone, /healthz says ok, a job deferred after the blow is done, and the listener takes a recipient.

    All four are asked again and again at once, so that the slowest gives the figure.
    """
    begun = time.monotonic()
    job: list[int] = []

    def job_is_done() -> bool:
        if not job:
            job.append(product.ask(DEFER))
        return not product.rows("SELECT 1 FROM procrastinate_jobs WHERE id = %s", job[0])

    signs: dict[str, Callable[[], bool]] = {
        "buried": lambda: all(processes.command_of(pid) == [""] for pid in victims),
        "pages": product.answers,
        "worker": job_is_done,
        "listener": lambda: takes_a_recipient(product.smtp_port),
    }
    while signs and time.monotonic() - begun < GIVE_UP:
        for name in list(signs):
            with suppress(psycopg.Error, OSError):
                if signs[name]():
                    blow.seconds[name] = time.monotonic() - begun
                    del signs[name]
            if "buried" in signs:
                break  # until the dead are gone nobody else's word counts
        time.sleep(0.05)
    for name in signs:
        blow.seconds[name] = GIVE_UP
    blow.is_survived = not signs


def takes_a_recipient(port: int) -> bool:
    """Whether the listener answers and knows its mailbox, for which it asks the database."""
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=3) as server:
            server.ehlo("faults.example")
            server.mail("nobody@faults.example")
            return server.rcpt(ADDRESS)[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
