from ambasador.tickets.models.links import CaseLink, LinkKind, TaskLink, TicketLink
from ambasador.tickets.models.nudge import Notice, Nudge
from ambasador.tickets.models.ownership import Handover, Ownership
from ambasador.tickets.models.route import Deviation, Obstacle, Step, StepState
from ambasador.tickets.models.ticket import Attention, IntakeQueue, PartyKind, Ticket
from ambasador.tickets.models.turn import Turn
from ambasador.tickets.models.webhook import WebhookCall, WebhookState
from ambasador.tickets.models.workload import Workload, WorkloadChange

__all__ = [
    "Attention",
    "CaseLink",
    "Deviation",
    "Handover",
    "IntakeQueue",
    "LinkKind",
    "Notice",
    "Nudge",
    "Obstacle",
    "Ownership",
    "PartyKind",
    "Step",
    "StepState",
    "TaskLink",
    "Ticket",
    "TicketLink",
    "Turn",
    "WebhookCall",
    "WebhookState",
    "Workload",
    "WorkloadChange",
]
