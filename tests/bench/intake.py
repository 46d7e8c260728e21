"""
How many messages a second one worker takes in among as many tickets as there are: letters that open tickets, and replies to them.

The worker is the one of production, a process of its own; a message counts when its ticket stands with owner, route and promise, its
confirmation has gone to the outbox and the search finds it: when no job is left. Then the same in this process, for where the time goes.
"""

import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from ambasador.channels.models import Mailbox, RawInput
from ambasador.channels.verbs import add_mailbox
from ambasador.channels.verbs.intake import keep_raw_input
from ambasador.conversations.models import Message
from ambasador.journal import reacting
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from conftest import _run_jobs, _take_due_job

MESSAGES, LOOKED_AT, PATIENCE = 300, 60, 600
LETTER = """From: {name} <{address}>
To: kontakt@modrzew.example
Subject: {subject}
Message-ID: <{id}@poczta.example>
{headers}Content-Type: text/plain; charset=utf-8

Dzień dobry,
pralka nie działa od wczoraj, po praniu zostaje w niej woda. Proszę o pomoc.

{name}
"""
Letters = Callable[[int], bytes]


def measure() -> None:
    mailbox = Mailbox.objects.filter(address="kontakt@modrzew.example").first() or add_mailbox("kontakt@modrzew.example", kind="listener", by=SYSTEM)
    _run_jobs()
    print(f"{'one worker':<12}{'a second':>10}{'messages':>10}{'seconds':>10}")
    for name, letters in (("new tickets", _new), ("replies", _replies())):
        for number in range(MESSAGES):
            keep_raw_input(letters(number), mailbox=mailbox, by=SYSTEM)
        seconds = _seconds_of_a_worker()
        print(f"{name:<12}{MESSAGES / seconds:>10.1f}{MESSAGES:>10}{seconds:>10.1f}", flush=True)
    assert not RawInput.objects.exclude(state="taken").exists()
    for name, letters in (("a new ticket", _new), ("a reply", _replies())):
        _where_it_goes(name, letters, mailbox)


def _new(number: int) -> bytes:
    return _letter(f"Jan Kowalski {number}", f"jan{uuid.uuid4().hex[:10]}@poczta.example", "Pralka nie działa")


def _replies() -> Letters:
    """The customers of the tickets just opened write again."""
    theirs = Message.objects.filter(direction="in", channel="email").exclude(message_id="").order_by("-id")
    sent = list(theirs.values_list("message_id", "from_address")[:MESSAGES])

    def reply(number: int) -> bytes:
        message_id, address = sent[number % len(sent)]
        return _letter("Jan Kowalski", address, "Re: Pralka nie działa", f"References: <{message_id.strip('<>')}>\n")

    return reply


def _letter(name: str, address: str, subject: str, headers: str = "") -> bytes:
    text = LETTER.format(name=name, address=address, subject=subject, id=uuid.uuid4(), headers=headers)
    return text.encode().replace(b"\n", b"\r\n")


def _seconds_of_a_worker() -> float:
    """From its start to the last job, without the time it takes to begin."""
    worker = subprocess.Popen([sys.executable, "-m", "ambasador", "worker"], env={**os.environ, "AMBASADOR_DEMO": ""})
    try:
        before = _waiting()
        while _waiting() == before:
            time.sleep(0.02)
        begun = time.monotonic()
        while _waiting():
            time.sleep(0.1)
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(f"{_waiting()} jobs are left after {PATIENCE} seconds")
        return time.monotonic() - begun
    finally:
        worker.terminate()
        worker.wait()


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= now())")
        [waiting] = cursor.fetchone()
    return int(waiting)


def _where_it_goes(name: str, letters: Letters, mailbox: Mailbox) -> None:
    spent: Counter[str] = Counter()
    plain = reacting.run

    def timed(reaction: str, event: object) -> None:
        begun = time.perf_counter()
        plain(reaction, event)  # type: ignore[arg-type]
        spent[reaction] += time.perf_counter() - begun

    reacting.run = timed  # type: ignore[assignment]
    try:
        before = Message.objects.count()
        for number in range(LOOKED_AT):
            keep_raw_input(letters(number), mailbox=mailbox, by=SYSTEM)
        begun, processor = time.perf_counter(), time.process_time()
        while (job := _take_due_job(clock.now())) is not None:
            app.tasks[job[0]].func(**job[1])
        whole, processor = time.perf_counter() - begun, time.process_time() - processor
        assert Message.objects.count() >= before + LOOKED_AT
        keep_raw_input(letters(0), mailbox=mailbox, by=SYSTEM)
        with CaptureQueriesContext(connection) as seen:
            _run_jobs()
    finally:
        reacting.run = plain
    each = 1000 / LOOKED_AT
    print(f"{name}: {whole * each:.0f} ms, of which {processor * each:.0f} ms of this process and the rest of the database; {len(seen)} statements")
    for reaction, seconds in spent.most_common(8):
        print(f"  {reaction:<45}{seconds * each:>7.1f} ms")
