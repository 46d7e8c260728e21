"""Writing to customers, colleagues and performers; taking in what they write."""

from ambasador.conversations.uploads import Upload
from ambasador.conversations.verbs.calls import (
    log_call,
    miss_call,
    name_caller,
    open_ticket_for_call,
    put_call_away,
)
from ambasador.conversations.verbs.intake import note_bounce, take_in, take_in_at_once
from ambasador.conversations.verbs.limits import FilesRefused, require_fitting
from ambasador.conversations.verbs.owning import tell_closing, tell_handover, tell_standing_in
from ambasador.conversations.verbs.reminding import remind_customer, send_digest
from ambasador.conversations.verbs.scanning import note_scan
from ambasador.conversations.verbs.short import reply_over_line
from ambasador.conversations.verbs.step_messages import send_step_message
from ambasador.conversations.verbs.tasks import (
    accept_task,
    answer_task,
    ask_back,
    ask_customer,
    ask_unit,
    propose_date,
    refuse_task,
    send_answer_back,
    supply_missing,
)
from ambasador.conversations.verbs.telling import acknowledge, send_question_to_customer, send_task, tell_new_time
from ambasador.conversations.verbs.writing import (
    add_from_page,
    close_with_message,
    reply_to_customer,
    take_back_message,
    write_note,
)

__all__ = [
    "FilesRefused",
    "Upload",
    "accept_task",
    "acknowledge",
    "add_from_page",
    "answer_task",
    "ask_back",
    "ask_customer",
    "ask_unit",
    "close_with_message",
    "log_call",
    "miss_call",
    "name_caller",
    "note_bounce",
    "note_scan",
    "open_ticket_for_call",
    "propose_date",
    "put_call_away",
    "refuse_task",
    "remind_customer",
    "reply_over_line",
    "reply_to_customer",
    "require_fitting",
    "send_answer_back",
    "send_digest",
    "send_question_to_customer",
    "send_step_message",
    "send_task",
    "supply_missing",
    "take_back_message",
    "take_in",
    "take_in_at_once",
    "tell_closing",
    "tell_handover",
    "tell_new_time",
    "tell_standing_in",
    "write_note",
]
