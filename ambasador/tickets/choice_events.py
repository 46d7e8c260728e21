"""What happens where a procedure leaves a choice: a step left out, a further run of one, a decision that goes on to somebody else."""

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("tickets.step_left_out", about="ticket", says=_("Optional, left out: %(step)s."))
class StepLeftOut(Fact):
    """The owner left an optional step out; the procedure foresees it, so it is no deviation."""

    ticket: int
    step: int


@fact("tickets.step_repeated", about="ticket", says=_("Once more: %(step)s."))
class StepRepeated(Fact):
    """A further run of the repeatable step `of`; `step` is the new one, and `followers` wait for it too."""

    ticket: int
    step: int
    key: str
    position: int
    after: list[str]
    performer: str
    unit: int | None
    followers: list[str]
    needs: list[str]
    of: int


@fact("tickets.step_passed_on", about="ticket", says=_("Goes on for the decision to: %(performer)s. %(step)s"))
class StepPassedOn(Fact):
    """
    An approval went to who may decide about the amount, before it began or from who had it (`had_begun`). Without `unit` nobody may, and it
    is the owner's to find somebody. `amount` is None while it is not known.
    """

    ticket: int
    step: int
    previous_unit: int | None
    unit: int | None
    performer: str
    amount: str | None
    had_begun: bool
