"""Everything that changes in channels: files, mailboxes, what arrives (`intake`) and how what leaves fares (`outgoing`)."""

from ambasador.channels.verbs.bounces import note_bounced, remove_bounced, settle_bounced
from ambasador.channels.verbs.chats import hand_over_to_mail, note_presence, open_chat
from ambasador.channels.verbs.files import ask_scanner, keep_file, keep_stream, mark_scanned
from ambasador.channels.verbs.intake import (
    Arrival,
    keep_raw_input,
    keep_raw_inputs,
    mark_failed,
    mark_taken,
    replay_raw_input,
    set_aside,
)
from ambasador.channels.verbs.knocks import knock, sweep_knocks
from ambasador.channels.verbs.lines import add_line, change_line, keep_from_line, note_delivery, renew_address
from ambasador.channels.verbs.mailboxes import add_mailbox, change_mailbox, ensure_mailbox, note_failed_poll, note_poll
from ambasador.channels.verbs.outgoing import (
    MessageIsGone,
    claim_message,
    end_dead_claim,
    mark_delayed,
    mark_given_up,
    mark_sent,
    send_again,
    send_failed_again,
    withdraw_message,
)
from ambasador.channels.verbs.replays import NothingToReplay, ReplayIsRunning, go_on_replaying, start_replay, stop_replay
from ambasador.channels.verbs.retention import change_retention, drop_old_bytes, note_seen, remove_content
from ambasador.channels.verbs.stuck import leave_stuck, note_stuck, retry_stuck, settle_stuck

__all__ = [
    "Arrival",
    "MessageIsGone",
    "NothingToReplay",
    "ReplayIsRunning",
    "add_line",
    "add_mailbox",
    "ask_scanner",
    "change_line",
    "change_mailbox",
    "change_retention",
    "claim_message",
    "drop_old_bytes",
    "end_dead_claim",
    "ensure_mailbox",
    "go_on_replaying",
    "hand_over_to_mail",
    "keep_file",
    "keep_from_line",
    "keep_raw_input",
    "keep_raw_inputs",
    "keep_stream",
    "knock",
    "leave_stuck",
    "mark_delayed",
    "mark_failed",
    "mark_given_up",
    "mark_scanned",
    "mark_sent",
    "mark_taken",
    "note_bounced",
    "note_delivery",
    "note_failed_poll",
    "note_poll",
    "note_presence",
    "note_seen",
    "note_stuck",
    "open_chat",
    "remove_bounced",
    "remove_content",
    "renew_address",
    "replay_raw_input",
    "retry_stuck",
    "send_again",
    "send_failed_again",
    "set_aside",
    "settle_bounced",
    "settle_stuck",
    "start_replay",
    "stop_replay",
    "sweep_knocks",
    "withdraw_message",
]
