"""Events of time: who was reminded, whom a late answer reached, and due dates that were counted anew."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("tickets.step_reminded", about="ticket", says=_("Reminded: %(recipients)s. %(step)s, %(until)s."))
class StepReminded(Fact):
    """
    `level` is a code of `tickets.nudging`; `rank` counts the reminders to a customer from 0; `recipients` are dicts with kind and id,
    perhaps none. `round` is that of the due time.
    """

    ticket: int
    step: int
    level: str
    rank: int
    performer: str
    unit: int | None
    due_at: datetime
    round: int = 1
    recipients: tuple[dict[str, Any], ...] = ()


@fact("tickets.step_escalated", about="ticket", says=_("A late answer was escalated to: %(recipients)s. %(step)s, %(until)s."))
class StepEscalated(Fact):
    """`level` is lead, head or `above:<unit>`; `unit` whose lead or head was told."""

    ticket: int
    step: int
    level: str
    rank: int
    unit: int | None
    due_at: datetime
    round: int = 1
    recipients: tuple[dict[str, Any], ...] = ()


@fact("tickets.customer_gave_no_answer", about="ticket", says=_("The customer did not answer after the last reminder: %(step)s."))
class CustomerGaveNoAnswer(Fact):
    """With `closes` the ticket is closed next, otherwise it calls for its owner."""

    ticket: int
    step: int
    closes: bool = False


@fact("tickets.reminders_set", about="ticket", says=_("Reminders of a step were set: %(step)s."))
class RemindersSet(Fact):
    """Working minutes before and after the due time; None is the policy of the house, 0 never."""

    ticket: int
    step: int
    remind_before: int | None
    escalate_after: int | None


@fact("tickets.due_times_recounted", about="ticket", says=_("Working hours changed, so due dates moved: %(moves)s."))
class DueTimesRecounted(Fact):
    """`steps` are dicts with step, before, after; the two others are the clock of the intake queue, when it moved."""

    ticket: int
    calendar: int
    steps: tuple[dict[str, Any], ...]
    queue_before: datetime | None = None
    queue_after: datetime | None = None


@fact("tickets.calendar_recounted", about="calendar", says=_("Due dates counted anew: %(steps)s."))
class CalendarRecounted(Fact):
    """
    How many steps and tickets got another due time because of `cause`, the event of the change. What each got stands in the
    DueTimesRecounted between the two events.
    """

    calendar: int
    steps: int
    tickets: int
    cause: int
