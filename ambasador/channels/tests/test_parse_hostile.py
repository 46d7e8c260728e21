"""Messages made to hurt, and mutated and random ones. No database."""

import json
import random
import subprocess
import sys
from dataclasses import is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.channels.email import parse, split_reply
from ambasador.channels.email.html import clean
from ambasador.channels.email.peek import peek
from ambasador.channels.tests.hostile import HOSTILE, nested
from ambasador.channels.tests.raw import BOUNCES, FILE, HTML, TEXT, mixed, report

MOST_SECONDS, MOST_MEGABYTES = 2, 240  # the program itself takes 40, so 300 are never reached


@pytest.fixture(scope="module")
def costs():
    """What each hostile message cost, each read in a process of its own."""
    program = [sys.executable, "-m", "ambasador.channels.tests.hostile"]
    told = subprocess.run(program, capture_output=True, text=True, timeout=240, check=True).stdout
    return {row["name"]: row for row in map(json.loads, told.splitlines())}


@pytest.mark.req("I2")
def test_every_hostile_message_is_read_in_time_and_memory(costs):
    assert sorted(costs) == sorted(HOSTILE)
    assert {name: row.get("seconds") for name, row in costs.items() if row.get("seconds", 99) > MOST_SECONDS} == {}
    assert {name: row.get("megabytes") for name, row in costs.items() if row.get("megabytes", 9999) > MOST_MEGABYTES} == {}


def test_what_is_made_of_them_is_bounded(costs):
    assert max(row["files"] for row in costs.values()) <= 200
    assert max(row["signs"] for row in costs.values()) <= 1_000_000
    assert max(row["recipients"] for row in costs.values()) <= 400


SEEDS = [
    report(b"Final-Recipient: rfc822; a@b.pl\nAction: failed\nStatus: 5.1.1"),
    mixed(TEXT, HTML, FILE),
    nested(5),
    *[raw for raw, _p, _o in BOUNCES.values()],
]


@given(st.integers(0, 2**32), st.integers(1, 30))
@settings(max_examples=400, deadline=None)
def test_mutated_messages_never_crash_anything(seed, changes):
    chance = random.Random(seed)
    raw = bytearray(chance.choice(SEEDS))
    for _change in range(changes):
        place = chance.randrange(len(raw) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            raw[place:place] = chance.choice(
                [b"\n", b"\r", b"\0", b"=?", b"?=", b"--XX", b'"', b"<", b"\xff", b":", b";", b"(", b"\\", b"=?utf-7?b?"]
            )
        elif kind == 1:
            del raw[place : place + chance.randrange(1, 20)]
        elif kind == 2:
            raw[place : place + 1] = bytes([chance.randrange(256)])
        else:
            raw[place:place] = raw[max(0, place - 30) : place]
    assert_is_read(bytes(raw))


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_can_be_read(raw):
    for head in (b"", b"Subject: ", b"Message-ID: ", b"Content-Type: text/html; charset=", b"Content-Disposition: attachment; filename="):
        assert_is_read(head + raw)
    assert_is_read(b"From: ewa@x.pl\nSubject: Pralka\n\n" + raw, subject="Pralka")


def assert_is_read(raw, *, subject=None):
    """Everything made of the message can be kept in the database: text without NUL and without half of a pair of signs."""
    message, seen = parse(raw), peek(raw)
    made = [message, seen, split_reply(message.text), clean(message.html)]
    broken = [text for text in texts_of(made) if "\0" in text or not is_whole(text)]
    assert broken == []
    assert len(seen.key_sha256) == 64
    if subject is not None:
        assert (message.subject, seen.subject) == (subject, subject)


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
    elif is_dataclass(value):
        yield from texts_of(list(vars(value).values()))


def is_whole(text):
    return text.encode("utf-8", "replace").decode() == text
