"""What is known of a ticket: the fields of its procedure with their values, who has what is missing, and whether a condition holds. [I6, N6]"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from ambasador.journal import edition
from ambasador.lib import words
from ambasador.procedures import conditions, fields
from ambasador.procedures.conditions.evaluating import Fact
from ambasador.procedures.models import Performer, ProcedureField
from ambasador.tickets.models import Step, Ticket


class Knowledge:
    """What is known of one ticket. Asks the database only when a step has a condition: for the fields, and for the customer if it is about them."""

    def __init__(self, ticket: Ticket, *, fields: Mapping[str, ProcedureField] | None = None) -> None:
        self.ticket = ticket
        self._given = fields

    @cached_property
    def fields(self) -> Mapping[str, ProcedureField]:
        """The fields given, else those of the ticket's procedure by key, in order; one query in each edition, none without a procedure."""
        if self._given is not None:
            return self._given
        version = self.ticket.version_id
        if version is None:
            return {}
        return edition.kept(f"procedures.fields {version}", lambda: {field.key: field for field in ProcedureField.objects.filter(version=version)})

    def missing(self, keys: Iterable[str]) -> list[str]:
        """Which of these are not known; no query."""
        return fields.missing(keys, self.ticket.data)

    def holds(self, condition: str) -> bool:
        """Whether a step with this condition is to be done: unless it is false. One that cannot be read passes nothing over."""
        try:
            node = conditions.parse(condition)
        except conditions.ConditionError:
            return True
        if node is None:
            return True
        return conditions.holds(node, {name.key: self.value(name.key) for name in conditions.names_in(node)}) is not False

    def value(self, name: str) -> Fact | None:
        """What a condition compares under this name; None when it is not known."""
        if name in self.fields:
            return fields.typed(self.fields[name].described, self.ticket.data.get(name))
        attribute, described = ALWAYS.get(name, ("", None))
        return fields.typed(described, self._always(attribute)) if described else None

    def _always(self, attribute: str) -> object:
        ticket = self.ticket
        looks: dict[str, Callable[[], object]] = {
            "channel": lambda: ticket.channel,
            "language": lambda: ticket.language,
            "reporter": lambda: ticket.reporter_kind,
            "opened_on": lambda: timezone.localdate(ticket.opened_at),
            "reopened": lambda: Decimal(ticket.reopened_count),
            "customer_kind": lambda: ticket.customer.kind,
            "customer_since": lambda: ticket.customer.customer_since,
            "customer_language": lambda: ticket.customer.language,
        }
        return looks[attribute]()

    def told(self, name: str, language: str) -> str:
        """The same as people read it; empty when it is not known."""
        of = self.fields[name].described if name in self.fields else ALWAYS[name][1] if name in ALWAYS else None
        return _told(of, self.value(name), language) if of else ""

    def names(self, keys: Iterable[str], language: str = "pl") -> list[str]:
        """The fields as people call them; a key without a field is told as it is."""
        return [self.fields[key].name_for(language) if key in self.fields else key for key in keys]

    def why_superfluous(self, step: Step) -> str:
        """Why nobody has to do a step that could begin: `condition` when that is false, `known` when all the customer would be asked for is."""
        if step.condition and not self.holds(step.condition):
            return "condition"
        is_asked_already = step.performer == Performer.CUSTOMER and step.gives and not self.missing(step.gives)
        return "known" if is_asked_already else ""


ALWAYS = fields.always()


def asked_by(step: Step) -> list[ProcedureField]:
    """What the answer to a step should bring and is not known yet; one query, none when there is nothing."""
    knowledge = Knowledge(step.ticket)
    lacks = set(knowledge.missing(step.gives))
    return [field for key, field in knowledge.fields.items() if key in lacks] if lacks else []


def asked_on_closing(ticket: Ticket) -> list[ProcedureField]:
    """What must be known before the ticket is closed as solved and is not yet; one query, none when there is nothing."""
    knowledge = Knowledge(ticket)
    lacks = set(knowledge.missing(ticket.version.closing_needs)) if ticket.version else set()
    return [field for key, field in knowledge.fields.items() if key in lacks] if lacks else []


def words_asked(step: Step) -> str:
    """What the customer is asked, in the ticket's language: the question of the step, and one for each of its data that is not known yet."""
    language = step.ticket.language
    own = "" if step.gives and not step.is_from_procedure else step.question or step.name_for(language)
    return "\n".join(line for line in (own, *(field.question_for(language) for field in asked_by(step))) if line) or step.question


def value_told(field: ProcedureField, value: object, language: str) -> str:
    """A stored value as people read it; empty for what is not known or does not fit."""
    return _told(field.described, fields.typed(field.described, value), language)


def _told(of: fields.Field, fact: Fact | None, language: str) -> str:
    spoken = words.for_language(language)
    if isinstance(fact, bool):
        return conditions.SAYS[language]["yes" if fact else "no"]
    if isinstance(fact, Decimal):
        return spoken.money(fact) if of.kind == fields.MONEY else spoken.number(fact)
    if isinstance(fact, date):
        return spoken.full_date(fact)
    return of.option_for(fact, language) or fact if fact else ""


@dataclass(frozen=True)
class Datum:
    """
    A field of the ticket's procedure: its value if known, else who has it. `needed_by` are the steps ahead that cannot begin without it,
    `is_asked` tells that the customer has been asked and has not answered yet.
    """

    field: ProcedureField
    value: object
    needed_by: tuple[Step, ...]
    is_needed_on_closing: bool
    is_asked: bool

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def is_held_for(self) -> bool:
        """Whether a step waits for it at this moment."""
        return not self.is_known and any(step.held_at for step in self.needed_by)


def data_of(ticket: Ticket, steps: Sequence[Step]) -> list[Datum]:
    """Known and missing, in the order of the procedure; two queries: the fields, and what closing needs."""
    ahead = [step for step in steps if step.state == "planned" and not step.waives_needs]
    asked = {key for step in steps if step.is_active and step.performer == Performer.CUSTOMER for key in step.gives}
    on_closing = ticket.version.closing_needs if ticket.version else ()
    return [
        Datum(
            field, ticket.data.get(key), tuple(step for step in ahead if key in step.needs), key in on_closing,
            is_asked=key in asked and ticket.data.get(key) is None,
        )
        for key, field in Knowledge(ticket).fields.items()
    ]  # fmt: skip
