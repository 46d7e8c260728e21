"""Everything that changes in channels: files, mailboxes, what arrives (`intake`) and how what leaves fares (`outgoing`)."""

from ambasador.channels.verbs.files import keep_file
from ambasador.channels.verbs.intake import (
    Arrival,
    keep_raw_input,
    keep_raw_inputs,
    mark_failed,
    mark_taken,
    replay_raw_input,
    set_aside,
)
from ambasador.channels.verbs.mailboxes import add_mailbox, change_mailbox, ensure_mailbox, note_failed_poll, note_poll
from ambasador.channels.verbs.outgoing import (
    MessageIsGone,
    claim_message,
    end_dead_claim,
    mark_delayed,
    mark_given_up,
    mark_sent,
    send_again,
    withdraw_message,
)

__all__ = [
    "Arrival",
    "MessageIsGone",
    "add_mailbox",
    "change_mailbox",
    "claim_message",
    "end_dead_claim",
    "ensure_mailbox",
    "keep_file",
    "keep_raw_input",
    "keep_raw_inputs",
    "mark_delayed",
    "mark_failed",
    "mark_given_up",
    "mark_sent",
    "mark_taken",
    "note_failed_poll",
    "note_poll",
    "replay_raw_input",
    "send_again",
    "set_aside",
    "withdraw_message",
]
