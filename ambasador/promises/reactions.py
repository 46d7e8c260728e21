"""The promise follows the route: looked at again after every move."""

from procrastinate.contrib.django import app

from ambasador.journal.actors import SYSTEM
from ambasador.journal.facts import Fact
from ambasador.journal.models import Event
from ambasador.journal.reacting import afterwards, on
from ambasador.promises.events import PromiseMade
from ambasador.promises.verbs import revise_promise, start_statutory_clock, store_risk
from ambasador.tickets import action_events as actions
from ambasador.tickets import choice_events as choices
from ambasador.tickets import data_events as data
from ambasador.tickets import events as happened
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.moving_events import MovedToVersion
from ambasador.tickets.time_events import CalendarRecounted

# the moves after which the promise is looked at, with the code of the reason for another one
MOVES: dict[type[Fact], str] = {
    happened.RouteLaid: "route_changed",
    MovedToVersion: "route_changed",
    happened.StepAdded: "step_added",
    happened.StepSkipped: "step_skipped",
    data.StepPassedOver: "step_skipped",
    data.DataAsked: "step_added",
    choices.StepLeftOut: "step_skipped",
    choices.StepRepeated: "step_added",
    actions.SubStepAdded: "step_added",
    choices.StepPassedOn: "step_elsewhere",
    happened.StepRefused: "step_elsewhere",
    happened.StepBroughtForward: "route_changed",
    happened.StepMoved: "route_changed",
    happened.StepSentElsewhere: "step_elsewhere",
    happened.OtherDateDecided: "other_date",
    happened.StepAnswered: "step_over",
    happened.StepDone: "step_over",
    happened.StepResent: "data_missing",
    happened.StepSentBack: "answer_sent_back",
    happened.TicketReopened: "reopened",
}
REASONS = {move.kind: reason for move, reason in MOVES.items()}


@on(*MOVES)
def look_again(event: Event) -> None:
    ticket = Ticket.objects.get(pk=event.subject_id)
    step = Step.objects.filter(pk=event.data["step"]).first() if "step" in event.data else None
    revise_promise(ticket, reason=REASONS[event.kind], by=SYSTEM, step=step)


@afterwards(*MOVES, PromiseMade)
def keep_the_risk(event: Event) -> None:
    """What lists show of the risk, once for all that moved."""
    store_risk(Ticket(pk=event.subject_id))


@on(happened.RouteLaid, MovedToVersion)
def run_the_statutory_clock(event: Event) -> None:
    start_statutory_clock(Ticket.objects.get(pk=event.subject_id), by=SYSTEM)


@on(CalendarRecounted)
def look_again_at_recounted(event: Event) -> None:
    """Working hours changed: a job looks at the promise of each ticket in which something moved."""
    app.configure_task("ambasador.promises.tasks.revise_recounted").defer(after=event.data["cause"], until=event.id)
