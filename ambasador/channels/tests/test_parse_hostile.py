"""Messages made to hurt, and mutated and random ones. No database."""

import random
import time
from dataclasses import is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.channels.email import parse, split_reply
from ambasador.channels.email.html import clean
from ambasador.channels.email.peek import peek
from ambasador.channels.tests.raw import BOUNCES, FILE, HTML, TEXT, mixed, report


def nested(depth: int) -> bytes:
    raw = b"From: a@b.pl\n"
    for level in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return raw + b"\nsrodek\n"


HOSTILE = {
    "nested parts": nested(20_000),
    "one boundary for all": b"From: a@b.pl\nContent-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 30_000,
    "many parts": mixed(*[b"\nx"] * 60_000),
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx",
    "unfinished encoded words": b"Subject: " + b"=?a?q?" * 100_000 + b"\n\nx",
    "question marks": b"Subject: " + b"=?a?q?x?=41" * 50_000 + b"\n\nx",
    "addresses": b"To: " + b"a@b.pl, " * 200_000 + b"\n\nx",
    "groups": b"To: " + b"a:;" * 200_000 + b"\n\nx",
    "comments": b"From: " + b"(" * 200_000 + b"a@b.pl\n\nx",
    "quotes": b'From: "' + b'\\"' * 100_000 + b"\n\nx",
    "headers": b"X: y\n" * 300_000 + b"\nx",
    "folded header": b"Subject: a\n" + b" b\n" * 300_000 + b"\nx",
    "junk headers": b"From: a@b.pl\n" + b"junk\n" * 200_000 + b"To: x@y\n\nx",
    "references": b"References: " + b"<a@b> " * 200_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain; " + b"a=b; " * 100_000 + b"\n\nx",
    "spaces in parameters": b"Content-Type: text/plain;" + b" " * 200_000 + b"x\n\nx",
    "continuations": b"Content-Disposition: attachment; " + b"; ".join(b"filename*%d=a" % n for n in range(50_000)) + b"\n\nx",
    "tags": b"Content-Type: text/html\n\n" + b"<div>" * 200_000 + b"x",
    "open tags": b"Content-Type: text/html\n\n" + b"<" * 1_000_000,
    "open comments": b"Content-Type: text/html\n\n" + b"<!--" * 300_000,
    "open titles": b"Content-Type: text/html\n\n" + b"<title>" * 300_000,
    "open scripts": b"Content-Type: text/html\n\n" + b"<script>" * 200_000,
    "entities": b"Content-Type: text/html\n\n" + b"&amp" * 300_000,
    "meta": b"Content-Type: text/html\n\n" + b"<meta charset" * 200_000,
    "begin": b"\n" + b"begin 644 a\n``\n" * 60_000 + b"\nend\n",
    "report": report(b"Final-Recipient: rfc822; a@b.pl\nAction: failed\n\n" * 20_000),
    "machine words": b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"a@" * 300_000,
    "base64 junk": b"Content-Type: application/x\nContent-Transfer-Encoding: base64\n\n" + b"=A" * 500_000,
    "long line": b"Subject: x\n\n" + b"a" * 5_000_000,
    "nul": b"\0" * 2_000_000,
    "line ends": b"\r\n" * 1_000_000,
    "high bytes": b"Subject: x\n\n" + bytes(range(128, 256)) * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_are_read_in_time(name):
    started = time.thread_time()  # of this thread alone: what else the machine does is not its fault
    message = parse(HOSTILE[name])
    peek(HOSTILE[name])
    split_reply(message.text)
    clean(message.html)
    assert time.thread_time() - started < 5
    assert len(message.attachments) <= 200
    assert len(message.text) <= 1_000_000


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
