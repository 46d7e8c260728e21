"""What happens around the data that steps need: known, asked for, waited for, done without, not needed at all."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("tickets.data_known", about="ticket", says=_("Written down: %(named)s."))
class DataKnown(Fact):
    """`values` by the keys of the procedure's fields, None for what is forgotten; `named` are their names, `step` whose answer brought them."""

    ticket: int
    values: dict[str, Any]
    step: int | None
    named: str


@fact("tickets.data_asked", about="ticket", says=_("The customer was asked for: %(named)s."))
class DataAsked(Fact):
    """A step of the customer, or of `unit`, was added, whose answer `gives` what the procedure needs."""

    ticket: int
    step: int
    key: str
    position: int
    after: list[str]
    performer: str
    unit: int | None
    followers: list[str]
    gives: list[str]
    named: str

    def told(self) -> Any:
        return _("%(performer)s was asked for: %(named)s.") if self.unit else self.says


@fact("tickets.step_held", about="ticket", says=_("Cannot begin before its data is known: %(step)s."))
class StepHeld(Fact):
    """`missing` are keys of the procedure's fields."""

    ticket: int
    step: int
    missing: list[str]


@fact("tickets.step_begun_without_data", about="ticket", says=_("Begun without its data: %(step)s. %(sentence)s"))
class StepBegunWithoutData(Fact):
    ticket: int
    step: int
    missing: list[str]
    reason: str
    sentence: str


@fact("tickets.step_passed_over", about="ticket", says=_("Not needed in this case: %(step)s."))
class StepPassedOver(Fact):
    """`why` is condition (it is false) or known (all that the customer would be asked for is)."""

    ticket: int
    step: int
    why: str
