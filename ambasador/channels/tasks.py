"""Background entry points of channels: send what is due, sweep up what a killed sender left, replay what waits, read mailboxes."""

import contextlib

from django.db.models import Q
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ambasador.channels.email.imap import poll_one
from ambasador.channels.models import Mailbox, OutboxMessage, OutboxState, RawInput, RawInputState, Replay
from ambasador.channels.queries import mailboxes_to_poll, standing_replays, unread_chats
from ambasador.channels.sending import send_one
from ambasador.channels.verbs import (
    drop_old_bytes,
    end_dead_claim,
    go_on_replaying,
    note_delivery,
    remove_content,
    replay_raw_input,
    stop_replay,
    sweep_knocks,
)
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed

AT_ONCE = 200


@app.task(name="ambasador.channels.tasks.send_message", pass_context=True, retry=RetryStrategy(max_attempts=5, wait=5))
def send_message(*contexts: JobContext, message: int) -> None:
    """
    Send one message if it is due and nobody else has it; otherwise nothing.

    A job that runs again was cut short (its worker was killed, the database went away): what it had claimed then need not wait for the
    end of its lease.
    """
    if any(context.job.attempts for context in contexts):
        end_dead_claim(message)
    send_one(message)


@app.periodic(cron="* * * * * */15")
@app.task(name="ambasador.channels.tasks.sweep_outbox", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Every fifteen seconds: messages that are due although their job was lost, and those whose sender died."""
    now = clock.now()
    due = Q(state=OutboxState.WAITING, next_try_at__lte=now) | Q(state=OutboxState.SENDING, lease_until__lte=now)
    for message in OutboxMessage.objects.filter(due).order_by("next_try_at").values_list("id", flat=True)[:AT_ONCE]:
        send_one(message)


@app.periodic(cron="* * * * * */20")
@app.task(name="ambasador.channels.tasks.replay_waiting", queueing_lock="replay_waiting")
def replay_waiting(timestamp: int) -> None:
    """Every twenty seconds: raw inputs whose next attempt is due."""
    due = RawInput.objects.filter(state=RawInputState.KEPT, next_try_at__lte=clock.now())
    for raw_input in due.order_by("next_try_at")[:AT_ONCE]:
        replay_raw_input(raw_input, by=CLOCK)


@app.task(name="ambasador.channels.tasks.replay_many")
def replay_many(replay: int) -> None:
    """The next messages of a replay; the call for those after them commits with them."""
    found = Replay.objects.select_related("started_by").filter(pk=replay).first()
    if found is None:
        return
    try:
        go_on_replaying(found, by=found.started_by.actor)
    except NotAllowed:  # whoever began it has left the contact centre meanwhile
        stop_replay(found, by=CLOCK)


@app.periodic(cron="*/2 * * * *")
@app.task(name="ambasador.channels.tasks.sweep_replays", queueing_lock="sweep_replays")
def sweep_replays(timestamp: int) -> None:
    """Every two minutes: a replay that stands still because its worker was killed goes on."""
    for replay in standing_replays(clock.now()):
        replay_many(replay.pk)


@app.periodic(cron="* * * * * */30")
@app.task(name="ambasador.channels.tasks.find_unread_chats", queueing_lock="find_unread_chats")
def find_unread_chats(timestamp: int) -> None:
    """Every half minute: answers in a chat that nobody has read come back to the owner, who writes another way."""
    for message in unread_chats(clock.now())[:AT_ONCE]:
        assert message.line
        note_delivery(message.line, message.carrier_id, state="undelivered", error="nobody was at the window any more", by=CLOCK)


@app.periodic(cron="23 2 * * *")
@app.task(name="ambasador.channels.tasks.drop_old_inputs", queueing_lock="drop_old_inputs")
def drop_old_inputs(timestamp: int) -> None:
    """Every night: bytes that were kept long enough, two hundred messages in a transaction, for as long as there are any."""
    while drop_old_bytes(by=CLOCK):
        pass


@app.task(name="ambasador.channels.tasks.remove_content", retry=RetryStrategy(max_attempts=20, exponential_wait=5))
def remove_contents(hashes: list[str]) -> None:
    """Content that no row has any more leaves the storage."""
    for sha256 in hashes:
        remove_content(sha256)


@app.periodic(cron="17 * * * *")
@app.task(name="ambasador.channels.tasks.sweep_old_knocks", queueing_lock="sweep_old_knocks")
def sweep_old_knocks(timestamp: int) -> None:
    """Every hour: counts of who asked how often, which nobody needs after a day."""
    sweep_knocks()


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.channels.tasks.poll_mailboxes", queueing_lock="poll_mailboxes")
def poll_mailboxes(timestamp: int) -> None:
    """Every minute: one job per IMAP mailbox, so that one that hangs does not hold up the others."""
    for mailbox in mailboxes_to_poll():
        with contextlib.suppress(AlreadyEnqueued):  # the last reading is not over yet
            poll_mailbox.configure(queueing_lock=f"poll:{mailbox.id}", lock=f"poll:{mailbox.id}").defer(mailbox=mailbox.id)


@app.task(name="ambasador.channels.tasks.poll_mailbox")
def poll_mailbox(mailbox: int) -> None:
    """Read one mailbox once."""
    found = Mailbox.objects.filter(pk=mailbox, is_active=True).first()
    if found is not None:
        poll_one(found)
