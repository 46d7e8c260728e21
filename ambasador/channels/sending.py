"""One attempt to send one message: claim, hand over to the mail server, write down what came of it. [I4]"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings

from ambasador.channels.email import smtp
from ambasador.channels.email.compose import compose
from ambasador.channels.email.smtp import Outcome
from ambasador.channels.models import Line, OutboxMessage, ScanState, StoredFile
from ambasador.channels.queries import files_of
from ambasador.channels.registry import channel_of
from ambasador.channels.scanning import why_withheld
from ambasador.channels.verbs import claim_message, mark_delayed, mark_given_up, mark_sent
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock

# minutes until the next attempt; after the last one it is given up: two days in all
PAUSES = (1, 2, 5, 10, 15, 30, 60, 60, 120, *[240] * 10)
CUT_SHORT = "the sender was cut short while it spoke to the carrier: whether the message left is not known"
BUILT_IN = "kept in the built-in outbox"


def send_one(message_id: int) -> bool:
    """
    Attempt one message; whether it was claimed.

    1. The claim commits: nobody else sends the message for the length of the lease. 2. The mail server is spoken to, with no
    transaction open. 3. The outcome commits. Killed between 2 and 3, the lease runs out and the message is sent again under
    the same Message-ID: one visible copy for the reader, never a lost message.
    """
    message = claim_message(message_id)
    if message is None:
        return False
    if message.line is not None:
        send_over_line(message, message.line)
        return True
    if held := _withheld(message):
        held()
        return True
    if not settings.SMTP_URL:
        mark_sent(message, response=BUILT_IN, by=CLOCK, is_built_in=True)
        return True
    try:
        letter = compose(message.payload, to=message.recipient, message_id=message.message_id, at=message.made_at, read=_read)
    except (OSError, StoredFile.DoesNotExist, ValueError) as error:
        mark_given_up(message, error=f"the message cannot be written: {error}", by=CLOCK)
        return True
    recipients = [message.recipient, *message.payload.get("cc", [])]
    write_down(message, smtp.hand_over(letter, url=settings.SMTP_URL, sender=message.payload["bounces_to"], recipients=recipients))
    return True


def send_over_line(message: OutboxMessage, line: Line) -> None:
    """
    Hand the message to its line's carrier.

    Where the carrier does not recognise our id, what may have left already is never sent again: a person decides.
    """
    channel = channel_of(line.code)
    if message.may_have_left and not channel.repeats_safely:
        mark_given_up(message, error=CUT_SHORT, by=CLOCK, is_undecided=True)
        return
    outcome = channel.send(line, message) if line.is_active else Outcome("the line is not in use", is_final=True)
    if outcome.may_have_left and not outcome.is_taken and not channel.repeats_safely:
        mark_given_up(message, error=outcome.text, by=CLOCK, is_undecided=True)
        return
    write_down(message, outcome)


def write_down(message: OutboxMessage, outcome: Outcome) -> None:
    """Turn what the mail server said into the message's next state."""
    if outcome.is_taken:
        mark_sent(message, response=outcome.text, by=CLOCK, carrier_id=outcome.carrier_id)
    elif outcome.is_final:
        mark_given_up(message, error=outcome.text, by=CLOCK)
    elif message.tries > len(PAUSES):
        may_have_left = message.may_have_left or outcome.may_have_left
        mark_given_up(message, error=outcome.text, by=CLOCK, is_undecided=may_have_left)
    else:
        pause = timedelta(minutes=PAUSES[message.tries - 1])
        mark_delayed(message, error=outcome.text, next_try_at=clock.now() + pause, may_have_left=outcome.may_have_left, by=CLOCK)


def _withheld(message: OutboxMessage) -> Callable[[], OutboxMessage] | None:
    """What is done instead of sending, when the virus scanner found something in a file, or has not answered and must."""
    for name, file in files_of(message):
        if not (reason := why_withheld(file)):
            continue
        if file.scan == ScanState.WAITING:
            next_try_at = clock.now() + timedelta(minutes=1)
            return partial(mark_delayed, message, error=f"{name}: {reason}", next_try_at=next_try_at, may_have_left=message.may_have_left, by=CLOCK)
        return partial(mark_given_up, message, error=f"{name}: {reason}", by=CLOCK)
    return None


def _read(sha256: str) -> bytes:
    return StoredFile.objects.get(pk=sha256).read()
