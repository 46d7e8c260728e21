"""What became of everything that was accepted and of everything that left: counted in the database and at the other mail server."""

import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from tests.faults.post import Sink, Stream
from tests.faults.product import Product

# while any of these is above nought something is still on its way
ON_ITS_WAY = """
    SELECT (SELECT count(*) FROM channels_rawinput WHERE state = 'kept'),
           (SELECT count(*) FROM journal_pending),
           (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name IN
                ('ambasador.journal.tasks.react', 'ambasador.channels.tasks.send_message')),
           (SELECT count(*) FROM channels_outboxmessage WHERE state IN ('waiting', 'sending'))
"""
# what the clock defers anew every few seconds may fail while the database is away
FAILED = """
    SELECT count(*) FROM procrastinate_jobs
    WHERE status = 'failed' AND task_name NOT IN (SELECT task_name FROM procrastinate_periodic_defers)
"""


@dataclass
class Count:
    """The result of one run. `wrong` holds one line for everything that is not as promised."""

    accepted: int = 0
    kept: int = 0
    tickets: int = 0
    lost: int = 0
    duplicated: int = 0
    outgoing: Counter[str] = field(default_factory=Counter)
    taken_by_sink: int = 0
    repeated_same_id: int = 0
    wrong: list[str] = field(default_factory=list)


def wait_until_quiet(product: Product, seconds: float) -> tuple[float, tuple[int, ...]]:
    """Wait until nothing is on its way; the seconds it took, and what is left (all noughts when quiet)."""
    begun = time.monotonic()
    left: tuple[int, ...] = (-1,)
    while any(left) and time.monotonic() - begun < seconds:
        with suppress(psycopg.Error):
            left = product.rows(ON_ITS_WAY)[0]
        time.sleep(0.3)
    return time.monotonic() - begun, left


def count(product: Product, stream: Stream, sink: Sink) -> Count:
    found = Count(accepted=len(stream.accepted))
    _count_incoming(product, stream, found)
    _count_outgoing(product, sink, found)
    verified = product.run("ambasador", "verify")
    if verified.returncode:
        found.wrong.append(f"the journal does not tell the truth:\n{verified.stdout}{verified.stderr}")
    failed = product.ask(FAILED)
    if failed:
        found.wrong.append(f"{failed} jobs failed for good")
    return found


def _count_incoming(product: Product, stream: Stream, found: Count) -> None:
    """A serial is once a raw input, and that raw input once the first message of one ticket."""
    raw = Counter(row[0] for row in product.rows("SELECT message_id FROM channels_rawinput"))
    messages = product.rows("SELECT message_id, ticket_id FROM conversations_message WHERE direction = 'in'")
    written = Counter(row[0] for row in messages)
    found.kept, found.tickets = raw.total(), product.ask("SELECT count(*) FROM tickets_ticket")
    for serial in range(1, stream.written + 1):
        name = stream.message_id(serial).strip("<>")
        times = raw[name] + raw[f"<{name}>"], written[name] + written[f"<{name}>"]
        if serial in stream.accepted and 0 in times:
            found.lost += 1
            found.wrong.append(f"letter {serial} was answered 250 and is {times[0]} times kept and {times[1]} times in a ticket")
        if max(times) > 1:
            found.duplicated += 1
            found.wrong.append(f"letter {serial} is {times[0]} times kept and {times[1]} times in a ticket")
    if len({ticket for _name, ticket in messages}) != found.tickets or found.tickets != found.kept:
        found.wrong.append(f"{found.kept} raw inputs, but {found.tickets} tickets: every letter is a matter of its own")


def _count_outgoing(product: Product, sink: Sink, found: Count) -> None:
    """
    Every row of the outbox is sent and was taken by the other server, or visibly undecided or failed; the other server has nothing
    that the outbox does not know; a ticket is confirmed to its customer under one Message-ID.
    """
    rows = product.rows("SELECT recipient, message_id, state FROM channels_outboxmessage")
    found.outgoing = Counter(state for _to, _name, state in rows)
    found.taken_by_sink = sink.taken.total()
    found.repeated_same_id = sum(times - 1 for times in sink.taken.values())
    for to, name, state in rows:
        if state not in {"sent", "undecided", "failed"}:
            found.wrong.append(f"a message to {to} is still {state}")
        elif state == "sent" and not sink.taken[to.lower(), name]:
            found.lost += 1
            found.wrong.append(f"a message to {to} is said to be sent, but nobody got it")
    for to, name in sink.taken.keys() - {(to.lower(), name) for to, name, _state in rows}:
        found.duplicated += 1
        found.wrong.append(f"{to} got {name}, of which the outbox knows nothing")
    for to, times in Counter(to for to, _name in sink.taken if to.startswith("klient-")).items():
        if times > 1:
            found.duplicated += 1
            found.wrong.append(f"{to} got the confirmation {times} times, under different Message-IDs")
    confirmed = {to for to, _name in sink.taken}
    silent = product.ask("SELECT count(*) FROM tickets_ticket") - sum(to.startswith("klient-") for to in confirmed)
    undecided = found.outgoing["undecided"] + found.outgoing["failed"]
    if silent > undecided:
        found.lost += silent - undecided
        found.wrong.append(f"{silent} customers never got a confirmation, and only {undecided} messages are visibly in trouble")
