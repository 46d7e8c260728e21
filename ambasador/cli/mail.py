"""`mail`: taking mail in by pipe, listener, IMAP and from archives; seeing and replaying what failed."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ambasador.config import env

EX_TEMPFAIL = 75  # sysexits.h: a mail server that called us keeps the message and tries again
BATCH_MESSAGES, BATCH_BYTES = 200, 16 * 1024 * 1024


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("mail", help="take mail in, import archives, see and replay what failed")
    commands = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    deliver = commands.add_parser("deliver", help="take one message from standard input (for a mail server's pipe)")
    deliver.add_argument("--mailbox", default="", help="address of the mailbox it came to")
    deliver.add_argument("--from", dest="sender", default="", help="envelope sender")
    deliver.add_argument("--to", action="append", default=[], help="envelope recipient; may be given several times")
    deliver.set_defaults(run=_deliver, without_server=EX_TEMPFAIL)
    commands.add_parser("listen", help="run the SMTP and LMTP listener").set_defaults(run=_listen)
    poll = commands.add_parser("poll", help="read the IMAP mailboxes, again and again")
    poll.add_argument("--once", action="store_true", help="read each once and stop")
    poll.add_argument("--every", type=int, default=60, metavar="SECONDS", help="pause between readings (default 60)")
    poll.set_defaults(run=_poll)
    imports = commands.add_parser("import", help="take in an archive: a folder of messages, a maildir, an mbox; may be repeated")
    imports.add_argument("path", type=Path)
    imports.add_argument("--mailbox", default="", help="address of the mailbox they belong to")
    imports.set_defaults(run=_import)
    commands.add_parser("failed", help="messages that could not be read").set_defaults(run=_failed)
    replay = commands.add_parser("replay", help="send a message through the intake once more")
    replay.add_argument("id", type=int, nargs="+")
    replay.set_defaults(run=_replay)


def _deliver(arguments: Any) -> int:
    from django.conf import settings
    from django.db import Error

    from ambasador.channels.verbs import ensure_mailbox, keep_raw_input
    from ambasador.journal.actors import SYSTEM

    raw = sys.stdin.buffer.read(settings.MAX_MESSAGE_MB * 1024 * 1024 + 1)
    if len(raw) > settings.MAX_MESSAGE_MB * 1024 * 1024:
        print(f"The message is larger than {settings.MAX_MESSAGE_MB} MB.", file=sys.stderr)
        return 65  # EX_DATAERR: the mail server tells the sender
    if not raw.strip():
        print("There is no message on standard input.", file=sys.stderr)
        return 65
    try:
        mailbox = ensure_mailbox(arguments.mailbox or f"sprawa@{settings.MAIL_DOMAIN}", kind="pipe", by=SYSTEM)
        kept = keep_raw_input(raw, mailbox=mailbox, envelope_from=arguments.sender, envelope_to=arguments.to, by=SYSTEM)
    except (Error, OSError) as problem:
        print(f"The message cannot be kept now: {problem}", file=sys.stderr)
        return EX_TEMPFAIL
    print(f"kept as {kept.id}")
    return 0


def _listen(_arguments: Any) -> int:
    import asyncio
    import contextlib
    import signal

    from django.conf import settings

    from ambasador.channels.email import listener

    async def until_told() -> None:
        task = asyncio.ensure_future(listener.serve(smtp=settings.SMTP_LISTEN, lmtp=settings.LMTP_LISTEN, ready=_say_where))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(until_told())
    return 0


def _say_where(addresses: list[tuple[str, int]]) -> None:
    print("Taking mail at " + " and ".join(f"{host}:{port}" for host, port in addresses), flush=True)
    run_dir = env.text("AMBASADOR_RUN_DIR")
    if run_dir:  # `ambasador up` waits for it
        (Path(run_dir) / "mail.ready").write_text(str(os.getpid()), encoding="utf-8")


def _poll(arguments: Any) -> int:
    from ambasador.channels.email.imap import poll_all, poll_for_ever

    if arguments.once:
        results = poll_all()
        for address, result in results.items():
            print(f"{address}: {result}")
        return 0
    poll_for_ever(every=max(5, arguments.every))
    return 0


def _import(arguments: Any) -> int:
    from django.conf import settings

    from ambasador.channels.email.archive import files_of
    from ambasador.channels.verbs import ensure_mailbox
    from ambasador.journal.actors import SYSTEM

    try:
        files = files_of(arguments.path)
    except FileNotFoundError as problem:
        print(problem, file=sys.stderr)
        return 1
    mailbox = ensure_mailbox(arguments.mailbox or f"import@{settings.MAIL_DOMAIN}", kind="import", by=SYSTEM)
    bar = _Bar(total=sum(file.stat().st_size for file in files))
    started = time.monotonic()
    for batch, read in _batches(files):
        bar.kept(_keep_batch(batch, mailbox), read=read)
    bar.close(seconds=time.monotonic() - started)
    return 0


def _batches(files: list[Path]) -> Iterator[tuple[list[bytes], int]]:
    """Messages in portions of a bounded size, each with how many bytes of files were read for it."""
    from ambasador.channels.email.archive import messages_of

    batch: list[bytes] = []
    size = 0
    for file in files:
        for raw in messages_of(file):
            batch.append(raw)
            size += len(raw)
            if len(batch) >= BATCH_MESSAGES or size >= BATCH_BYTES:
                yield batch, size
                batch, size = [], 0
    if batch:
        yield batch, size


def _keep_batch(batch: list[bytes], mailbox: Any) -> tuple[int, int]:
    from ambasador.channels.verbs import Arrival, keep_raw_inputs
    from ambasador.journal.actors import SYSTEM

    kept = keep_raw_inputs([Arrival(raw) for raw in batch], mailbox=mailbox, by=SYSTEM)
    new = sum(is_new for _row, is_new in kept)
    return new, len(kept) - new


class _Bar:
    """Progress: a bar on a terminal, a line every two seconds elsewhere."""

    def __init__(self, *, total: int) -> None:
        self.total, self.read, self.new, self.known = max(total, 1), 0, 0, 0
        self._told_at = time.monotonic()

    def kept(self, counts: tuple[int, int], *, read: int) -> None:
        self.new, self.known, self.read = self.new + counts[0], self.known + counts[1], self.read + read
        share = min(1.0, self.read / self.total)
        if sys.stderr.isatty():
            print(f"\r[{'#' * int(share * 40):<40}] {share:4.0%}  {self.new} new, {self.known} known", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self._told_at > 2:
            self._told_at = time.monotonic()
            print(f"{share:.0%}: {self.new} new, {self.known} known", file=sys.stderr, flush=True)

    def close(self, *, seconds: float) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)
        rate = (self.new + self.known) / max(seconds, 0.001)
        print(f"{self.new} messages taken in, {self.known} were there already, {rate:.0f} a second.")


def _failed(_arguments: Any) -> int:
    from ambasador.channels.queries import failed_inputs

    found = 0
    for row in failed_inputs()[:500]:
        found += 1
        last = row.error.strip().splitlines()[-1] if row.error.strip() else ""
        print(f"{row.id:>8}  {row.received_at:%Y-%m-%d %H:%M}  {row.source_name}  {row.size} B  {row.subject_hint}")
        print(f"          {last}")
    print(f"{found} messages need a person." if found else "No message failed.")
    return 0


def _replay(arguments: Any) -> int:
    from ambasador.channels.models import RawInput
    from ambasador.channels.verbs import replay_raw_input
    from ambasador.journal.actors import Actor

    missing = 0
    for number in arguments.id:
        row = RawInput.objects.filter(pk=number).first()
        if row is None:
            print(f"There is no message {number}.", file=sys.stderr)
            missing += 1
            continue
        row = replay_raw_input(row, by=Actor("user", label="command line", roles=frozenset({"admin"})))
        print(f"{number}: {'taken over before, unchanged' if row.state == 'taken' else 'goes through the intake again'}")
    return 1 if missing else 0
