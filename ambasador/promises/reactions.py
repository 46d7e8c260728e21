"""The promise follows the route: looked at again after every move."""

from procrastinate.contrib.django import app

from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.reacting import on
from ambasador.promises.verbs import revise_promise, start_statutory_clock
from ambasador.tickets import action_events as actions
from ambasador.tickets import choice_events as choices
from ambasador.tickets import data_events as data
from ambasador.tickets import events as happened
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.moving_events import MovedToVersion
from ambasador.tickets.time_events import CalendarRecounted

REASONS = {
    happened.RouteLaid.kind: "route_changed",
    MovedToVersion.kind: "route_changed",
    happened.StepAdded.kind: "step_added",
    happened.StepSkipped.kind: "step_skipped",
    data.StepPassedOver.kind: "step_skipped",
    data.DataAsked.kind: "step_added",
    choices.StepLeftOut.kind: "step_skipped",
    choices.StepRepeated.kind: "step_added",
    actions.SubStepAdded.kind: "step_added",
    choices.StepPassedOn.kind: "step_elsewhere",
    happened.StepRefused.kind: "step_elsewhere",
    happened.StepBroughtForward.kind: "route_changed",
    happened.StepMoved.kind: "route_changed",
    happened.StepSentElsewhere.kind: "step_elsewhere",
    happened.OtherDateDecided.kind: "other_date",
    happened.StepAnswered.kind: "step_over",
    happened.StepDone.kind: "step_over",
    happened.StepResent.kind: "data_missing",
    happened.StepSentBack.kind: "answer_sent_back",
    happened.TicketReopened.kind: "reopened",
}


@on(
    happened.RouteLaid, MovedToVersion, happened.StepAdded, data.DataAsked, happened.StepSkipped, data.StepPassedOver, happened.StepRefused,
    happened.OtherDateDecided, happened.StepAnswered, choices.StepLeftOut, choices.StepRepeated, choices.StepPassedOn, actions.SubStepAdded,
    happened.StepBroughtForward, happened.StepMoved, happened.StepSentElsewhere, happened.StepDone, happened.StepResent, happened.StepSentBack, happened.TicketReopened,
)  # fmt: skip
def look_again(event: Event) -> None:
    ticket = Ticket.objects.get(pk=event.subject_id)
    step = Step.objects.filter(pk=event.data["step"]).first() if "step" in event.data else None
    revise_promise(ticket, reason=REASONS[event.kind], by=SYSTEM, step=step)


@on(happened.RouteLaid, MovedToVersion)
def run_the_statutory_clock(event: Event) -> None:
    start_statutory_clock(Ticket.objects.get(pk=event.subject_id), by=SYSTEM)


@on(CalendarRecounted)
def look_again_at_recounted(event: Event) -> None:
    """Working hours changed: a job looks at the promise of each ticket in which something moved."""
    app.configure_task("ambasador.promises.tasks.revise_recounted").defer(after=event.data["cause"], until=event.id)
