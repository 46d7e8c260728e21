"""What happens when the program does a step by itself: a step of its own making, another program told, something that did not work."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("tickets.sub_step_added", about="ticket", says=_("Step added by the procedure: %(step)s."))
class SubStepAdded(Fact):
    """The step `of` of the program added `step`, as its procedure says; no deviation."""

    ticket: int
    step: int
    key: str
    position: int
    after: list[str]
    performer: str
    unit: int | None
    followers: list[str]
    of: int


@fact("tickets.webhook_tried", about="ticket", says=_("%(host)s was told (%(answer)s): %(step)s."))
class WebhookTried(Fact):
    """
    Try `number` of telling another program; `answer` is its status or what went wrong. `next_at` is the following try; without one of a
    call that was not taken, no more is tried.
    """

    ticket: int
    step: int
    call: int
    number: int
    host: str
    answer: str
    is_taken: bool
    next_at: datetime | None = None

    def told(self) -> Any:
        if self.is_taken:
            return self.says
        if self.next_at is None:
            return _("%(host)s could not be told, try %(number)s (%(answer)s). No more tries: %(step)s.")
        return _("%(host)s could not be told, try %(number)s (%(answer)s). Next try: %(next_at)s.")


@fact("tickets.action_failed", about="ticket", says=_("The program could not do this: %(step)s. %(reason)s"))
class ActionFailed(Fact):
    """A step of the program waits for its owner; `reason` is a sentence or what another program said."""

    ticket: int
    step: int
    reason: str


@fact("tickets.action_retried", about="ticket", says=_("The program tries again: %(step)s."))
class ActionRetried(Fact):
    ticket: int
    step: int
