"""Every change of a ticket. Verbs lock the ticket's row first; steps, turns and what lists show follow in the same transaction."""

from ambasador.tickets.verbs.attention import call_attention, name_obstacle, remove_obstacle, settle_attention
from ambasador.tickets.verbs.bulk import Outcome, accept_handovers, offer_handovers
from ambasador.tickets.verbs.closing import close_ticket, reopen_ticket
from ambasador.tickets.verbs.deviating import bring_step_forward, move_step, send_step_elsewhere
from ambasador.tickets.verbs.handshake import (
    accept_step,
    answer_step,
    confirm_answer,
    decide_other_date,
    finish_step,
    propose_other_date,
    refuse_step,
    resend_step,
    return_step,
    send_back_answer,
)
from ambasador.tickets.verbs.links import case_link, close_task_links, note_task_link_opened, task_link
from ambasador.tickets.verbs.nudges import note_told, nudge_steps
from ambasador.tickets.verbs.opening import add_queue, change_ticket, open_ticket
from ambasador.tickets.verbs.ownership import (
    accept_handover,
    assign_automatically,
    assign_owner,
    decline_handover,
    offer_handover,
    take_over_ticket,
    take_ticket,
    withdraw_handover,
)
from ambasador.tickets.verbs.proposing import draft_habit
from ambasador.tickets.verbs.refusals import (
    AlreadyAnswered,
    HandoverDecided,
    IsLeaving,
    NoReasonGiven,
    NoSuchHabit,
    NothingAsked,
    NowhereToMove,
    StepNotActive,
    TicketIsClosed,
    TicketIsOpen,
)
from ambasador.tickets.verbs.routing import add_step, lay_route, leave_procedure, skip_step

__all__ = [
    "AlreadyAnswered",
    "HandoverDecided",
    "IsLeaving",
    "NoReasonGiven",
    "NoSuchHabit",
    "NothingAsked",
    "NowhereToMove",
    "Outcome",
    "StepNotActive",
    "TicketIsClosed",
    "TicketIsOpen",
    "accept_handover",
    "accept_handovers",
    "accept_step",
    "add_queue",
    "add_step",
    "answer_step",
    "assign_automatically",
    "assign_owner",
    "bring_step_forward",
    "call_attention",
    "case_link",
    "change_ticket",
    "close_task_links",
    "close_ticket",
    "confirm_answer",
    "decide_other_date",
    "decline_handover",
    "draft_habit",
    "finish_step",
    "lay_route",
    "leave_procedure",
    "move_step",
    "name_obstacle",
    "note_task_link_opened",
    "note_told",
    "nudge_steps",
    "offer_handover",
    "offer_handovers",
    "open_ticket",
    "propose_other_date",
    "refuse_step",
    "remove_obstacle",
    "reopen_ticket",
    "resend_step",
    "return_step",
    "send_back_answer",
    "send_step_elsewhere",
    "settle_attention",
    "skip_step",
    "take_over_ticket",
    "take_ticket",
    "task_link",
    "withdraw_handover",
]
