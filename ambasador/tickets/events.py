"""What happens to tickets. Each fact holds enough for `fold` to rebuild the ticket's state."""

from dataclasses import field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact
from ambasador.procedures.consent import APPROVED


@fact("tickets.ticket_opened", about="ticket", says=_("The case was received."), public=True)
class TicketOpened(Fact):
    """`queue` is set when nobody owns the ticket yet."""

    ticket: int
    number: int
    customer: int
    subject: str
    channel: str
    language: str
    reporter_kind: str
    version: int | None
    queue: int | None
    why_version: tuple[str, ...] = ()


@fact("tickets.ticket_changed", about="ticket", says=_("The ticket was changed."))
class TicketChanged(Fact):
    ticket: int
    changes: dict[str, Any]


@fact("tickets.owner_assigned", about="ticket", says=_("%(owner)s looks after the case."), public=True)
class OwnerAssigned(Fact):
    """
    The first owner. `basis` is first (assigned) or taken (taken from the queue); `reason` a code, `detail` its number.

    Of an automatic choice: `competence` that decided, `wanted` when nobody who has it was there, the minutes of work the owner had, and
    the shift they were on or come on.
    """

    ticket: int
    owner: int
    basis: str
    reason: str = ""
    detail: int | None = None
    competence: int | None = None
    wanted: int | None = None
    work_minutes: int | None = None
    shift_from_at: datetime | None = None
    shift_until_at: datetime | None = None


@fact("tickets.owner_changed", about="ticket", says=_("%(owner)s looks after the case from now on, after %(previous)s."), public=True)
class OwnerChanged(Fact):
    ticket: int
    previous: int
    owner: int
    basis: str
    handover: int | None
    reason: str


@fact("tickets.handover_offered", about="ticket", says=_("Hand-over offered to %(to_user)s: %(reason)s"))
class HandoverOffered(Fact):
    ticket: int
    handover: int
    to_user: int
    reason: str


@fact("tickets.handover_declined", about="ticket", says=_("%(to_user)s declined the hand-over: %(reason)s"))
class HandoverDeclined(Fact):
    ticket: int
    handover: int
    to_user: int
    reason: str


@fact("tickets.handover_withdrawn", about="ticket", says=_("The offered hand-over was withdrawn."))
class HandoverWithdrawn(Fact):
    ticket: int
    handover: int


@fact("tickets.handover_expired", about="ticket", says=_("%(to_user)s did not answer the offered hand-over in time."))
class HandoverExpired(Fact):
    ticket: int
    handover: int
    to_user: int


@fact("tickets.route_laid", about="ticket", says=_("The route was laid: %(procedure)s."))
class RouteLaid(Fact):
    """
    `steps` are dicts with id, key, position, after, performer, unit, needs; `replaced` the ids of planned steps that were skipped for them.
    The sentence names the procedure of `version`.
    """

    ticket: int
    version: int | None
    steps: list[dict[str, Any]]
    replaced: list[int]


@fact("tickets.procedure_left", about="ticket", says=_("The procedure “%(procedure)s” was left. %(sentence)s"))
class ProcedureLeft(Fact):
    """The owner changed to another procedure; RouteLaid tells its steps. `version` is the one that was left, `procedure` its name."""

    ticket: int
    version: int
    procedure: str
    reason: str
    sentence: str


@fact("tickets.step_added", about="ticket", says=_("Step added: %(step)s."))
class StepAdded(Fact):
    ticket: int
    step: int
    key: str
    position: int
    after: list[str]
    performer: str
    unit: int | None
    followers: list[str]


@fact("tickets.step_begun", about="ticket", says=_("Step begun: %(step)s."))
class StepBegun(Fact):
    """A step of the owner or of the system."""

    ticket: int
    step: int
    due_at: datetime | None


@fact("tickets.step_offered", about="ticket", says=_("Sent to %(performer)s: %(step)s."))
class StepOffered(Fact):
    """A step of a department, a partner or the customer goes to its performer, for the first time or again after `after_refusal`."""

    ticket: int
    step: int
    performer: str
    unit: int | None
    due_at: datetime
    after_refusal: bool = False


@fact("tickets.step_accepted", about="ticket", says=_("%(actor)s took the task: %(step)s."))
class StepAccepted(Fact):
    ticket: int
    step: int
    person: int | None


@fact("tickets.step_returned", about="ticket", says=_("%(actor)s asks back: %(missing)s"))
class StepReturned(Fact):
    ticket: int
    step: int
    missing: str


@fact("tickets.step_resent", about="ticket", says=_("The missing answer went to the performer: %(supplied)s"))
class StepResent(Fact):
    ticket: int
    step: int
    supplied: str
    due_at: datetime


@fact("tickets.step_refused", about="ticket", says=_("%(unit)s: the task is not theirs. %(reason)s"))
class StepRefused(Fact):
    """`next_unit` is where it went instead; None means that it came back to the owner."""

    ticket: int
    step: int
    unit: int
    reason: str
    next_unit: int | None
    next_performer: str


@fact("tickets.other_date_proposed", about="ticket", says=_("%(actor)s proposes another date: %(due_at)s. %(reason)s"))
class OtherDateProposed(Fact):
    ticket: int
    step: int
    due_at: datetime
    reason: str


@fact("tickets.other_date_decided", about="ticket", says=_("The proposed date was agreed to: %(step)s, %(until)s."))
class OtherDateDecided(Fact):
    """`due_at` is the one that holds now."""

    ticket: int
    step: int
    agreed: bool
    due_at: datetime

    def told(self) -> Any:
        return self.says if self.agreed else _("The proposed date was not agreed to: %(step)s stays, %(until)s.")


@fact("tickets.step_answered", about="ticket", says=_("%(actor)s answered: %(step)s."))
class StepAnswered(Fact):
    """`is_over` is False when the owner still has to confirm the answer; `is_decision` tells that consent was given or refused."""

    ticket: int
    step: int
    code: str
    is_over: bool
    is_decision: bool = False

    def told(self) -> Any:
        if not self.is_decision:
            return self.says
        return _("%(actor)s gave consent: %(step)s.") if self.code == APPROVED else _("%(actor)s refused consent: %(step)s.")


@fact("tickets.step_sent_back", about="ticket", says=_("The answer was sent back: %(reason)s"))
class StepSentBack(Fact):
    ticket: int
    step: int
    reason: str
    due_at: datetime


@fact("tickets.step_done", about="ticket", says=_("Done: %(step)s."))
class StepDone(Fact):
    ticket: int
    step: int


@fact("tickets.step_skipped", about="ticket", says=_("Skipped: %(step)s. %(sentence)s"))
class StepSkipped(Fact):
    ticket: int
    step: int
    reason: str
    sentence: str


@fact("tickets.step_brought_forward", about="ticket", says=_("Begun earlier than the procedure says: %(step)s. %(sentence)s"))
class StepBroughtForward(Fact):
    """The step no longer waits for what is not over yet; `after` is what is left. It begins at once."""

    ticket: int
    step: int
    after: list[str]
    reason: str
    sentence: str


@fact("tickets.step_moved", about="ticket", says=_("Moved on the route: %(step)s. %(sentence)s"))
class StepMoved(Fact):
    """The step changed places with its neighbour ahead. `steps` are dicts with id, position and after of every step that changed."""

    ticket: int
    step: int
    steps: list[dict[str, Any]]
    reason: str
    sentence: str


@fact("tickets.step_sent_elsewhere", about="ticket", says=_("Given to somebody else: %(step)s. %(sentence)s"))
class StepSentElsewhere(Fact):
    """The owner gave the step to another performer; `unit` is None when it is the owner's own now. What had begun begins anew there."""

    ticket: int
    step: int
    previous_unit: int | None
    unit: int | None
    performer: str
    had_begun: bool
    reason: str
    sentence: str


@fact("tickets.attention_called", about="ticket", says=_("Something new for the owner."))
class AttentionCalled(Fact):
    ticket: int
    reason: str


@fact("tickets.attention_settled", about="ticket", says=_("The owner dealt with what was new."))
class AttentionSettled(Fact):
    ticket: int


@fact("tickets.obstacle_named", about="ticket", says=_("Obstacle: %(text)s"))
class ObstacleNamed(Fact):
    ticket: int
    obstacle: int
    text: str
    is_public: bool


@fact("tickets.obstacle_removed", about="ticket", says=_("Obstacle removed: %(text)s"))
class ObstacleRemoved(Fact):
    ticket: int
    obstacle: int
    text: str


@fact("tickets.ticket_closed", about="ticket", says=_("The case was closed."), public=True)
class TicketClosed(Fact):
    """
    `finished` are the owner's steps that closing completes; `skipped` those ahead or at others that are not needed any more.

    `before` is what undoing restores: `steps` (id to state), `attention` with `since`, `links` and `offers` that closing ended.
    """

    ticket: int
    reason: str
    sentence: str
    finished: list[int]
    skipped: list[int]
    before: dict[str, Any] = field(default_factory=dict)


@fact("tickets.closing_undone", about="ticket", says=_("The closing was undone."))
class ClosingUndone(Fact):
    """Everything is as it was before the last closing."""

    ticket: int


@fact("tickets.ticket_linked", about="ticket", says=_("Follows case no. %(number)s."))
class TicketLinked(Fact):
    """`other` is the ticket that this one follows, `number` its number."""

    ticket: int
    other: int
    number: int
    link: str


@fact("tickets.ticket_reopened", about="ticket", says=_("The case was opened again."), public=True)
class TicketReopened(Fact):
    ticket: int
    reason: str


@fact("tickets.task_link_made", about="ticket", says=_("A link to the task was made."))
class TaskLinkMade(Fact):
    ticket: int
    step: int
    link: int


@fact("tickets.task_link_opened", about="ticket", says=_("The task was opened from its link: %(step)s."))
class TaskLinkOpened(Fact):
    ticket: int
    step: int
    link: int


@fact("tickets.case_link_made", about="ticket", says=_("A link to the customer's page was made."))
class CaseLinkMade(Fact):
    ticket: int
    link: int


@fact("tickets.queue_added", about="queue", says=_("The intake queue was added."))
class QueueAdded(Fact):
    queue: int
    name: str


@fact("tickets.habit_drafted", about="procedure", says=_("A repeated deviation was written into the draft: %(number)s of %(of)s tickets."))
class HabitDrafted(Fact):
    """`deviation` is its kind, `key` the step's; `number` of `of` tickets went this way."""

    procedure: int
    version: int
    deviation: str
    key: str
    number: int
    of: int
