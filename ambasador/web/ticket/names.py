"""The sentences of events, with names where the events hold ids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.customers.models import Customer
from ambasador.directory.models import Competence, Person, Unit
from ambasador.journal.actors import STANDING_IN, Actor
from ambasador.journal.models import Event
from ambasador.procedures.models import Performer, ProcedureVersion
from ambasador.procedures.telling import ACTION
from ambasador.tickets.models import Step
from ambasador.tickets.models.route import DeviationReason
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.web import wording
from ambasador.web.shown import procedure_name, step_name

USERS, UNITS = ("owner", "previous", "to_user"), ("unit", "next_unit")
# what a sentence may name besides the fields of its fact
DERIVED = frozenset({"actor", "moves", "performer", "procedure", "range", "recipients", "until"})


class Names:
    """The names that the sentences of some events need, fetched at once: a query for each sort of thing that is named."""

    def __init__(self, events: Sequence[Event], by: Actor) -> None:
        data = [event.data for event in events]
        acting: defaultdict[str, set[int | None]] = defaultdict(set)
        for event in events:
            acting[event.actor_kind].add(event.actor_id)
            acting["user"].add(owner_acted_for(event))
            for recipient in event.data.get("recipients", ()):
                acting[recipient["kind"]].add(recipient["id"])
        self.users = _by_id(door.visible(User.objects, by), acting["user"] | _ids(data, USERS))
        self.people = _by_id(door.visible(Person.objects, by), acting["person"])
        self.customers = _by_id(door.visible(Customer.objects, by), acting["customer"])
        self.units = _by_id(door.visible(Unit.objects, by), acting["unit"] | _ids(data, UNITS))
        self.competences = _by_id(door.visible(Competence.objects, by), _ids(data, ["competence", "wanted"]))
        moved = {move["step"] for row in data if "queue_before" in row for move in row["steps"]}
        self.steps = _by_id(door.visible(Step.objects, by), _ids(data, ["step"]) | moved)
        self.versions = _by_id(door.visible(ProcedureVersion.objects.select_related("procedure"), by), _ids(data, ["version"]))

    def actor(self, event: Event) -> str:
        """Who did it; empty for the program and for whoever is not known any more."""
        if event.actor_kind == "unit":
            unit = self.units.get(event.actor_id)
            return unit.shown_name if unit else ""
        if event.actor_id in self.users and owner_acted_for(event) in self.users:
            names = {"name": self.users[event.actor_id].name, "owner": self.users[owner_acted_for(event)].name}
            return _("%(name)s for %(owner)s") % names
        known = {"user": self.users, "person": self.people, "customer": self.customers}.get(event.actor_kind, {})
        return known[event.actor_id].name if event.actor_id in known else ""

    def sentence(self, event: Event) -> str:
        """What happened, as one sentence; what nobody knows any more reads as a dash."""
        return (str(event.fact().told()) % self._values(event)).strip()

    def why(self, event: Event) -> str:
        """The reason that stands beside the sentence: of a closing, of the first and of another owner; empty for what says its reason itself."""
        data = event.data
        if event.kind == "tickets.owner_changed":
            return str(data.get("reason", ""))
        if event.kind == "tickets.owner_assigned":
            return self._why_assigned(event)
        if event.kind == "tickets.ticket_closed" and data.get("reason") in ClosingReason.values:
            return "\n\n".join(part for part in (_capital(ClosingReason(data["reason"]).label), data.get("sentence", "")) if part)
        return ""

    def _why_assigned(self, event: Event) -> str:
        """Why an automatic choice fell on this owner: what they know, how much they had to do, when they are there."""
        data, parts = event.data, []
        if data.get("competence") in self.competences:
            parts.append(_("knows: %(competence)s") % {"competence": self._competence(data["competence"])})
        elif data.get("wanted") in self.competences:
            parts.append(_("nobody who knows this was there: %(competence)s") % {"competence": self._competence(data["wanted"])})
        if data.get("work_minutes") is not None:
            work = wording.duration(timedelta(minutes=data["work_minutes"]), hours_a_day=8)
            parts.append(_("%(duration)s of work before this ticket") % {"duration": work})
        if data.get("shift_from_at"):
            begins = datetime.fromisoformat(data["shift_from_at"])
            ends = datetime.fromisoformat(data["shift_until_at"]) if data.get("shift_until_at") else None
            if begins > event.at:
                parts.append(_("comes on shift: %(moment)s") % {"moment": wording.moment(begins)})
            elif ends:
                is_same_day = wording.local(ends).date() == wording.local(event.at).date()
                parts.append(_("on shift until %(hour)s") % {"hour": wording.hour(ends) if is_same_day else wording.moment(ends)})
        return _capital(" · ".join(parts))

    def _competence(self, number: int) -> str:
        return str(self.competences[number].name_for(wording.language()))

    def _values(self, event: Event) -> defaultdict[str, Any]:
        data = event.data
        values: defaultdict[str, Any] = defaultdict(lambda: "–", {key: _plain(key, value) for key, value in data.items()})
        values |= {key: self.users[data[key]].name for key in USERS if data.get(key) in self.users}
        values |= {key: self.units[data[key]].shown_name for key in UNITS if data.get(key) in self.units}
        if data.get("step") in self.steps:
            values["step"] = step_name(self.steps[data["step"]])
        if data.get("version") in self.versions:
            values["procedure"] = procedure_name(self.versions[data["version"]])
        elif "procedure" not in data:
            values["procedure"] = _("without a procedure")
        if "performer" in data:
            values["performer"] = values["unit"] if data.get("unit") in self.units else str(Performer(data["performer"]).label)
        if data.get("due_at"):
            values["until"] = wording.until(datetime.fromisoformat(data["due_at"]))
        if "from_at" in data and "to_at" in data:
            values["range"] = wording.date_range(datetime.fromisoformat(data["from_at"]), datetime.fromisoformat(data["to_at"]))
        if data.get("sentence") == "" and data.get("reason") in DeviationReason.values:
            values["sentence"] = f"{_capital(DeviationReason(data['reason']).label)}."
        if "recipients" in data:
            values["recipients"] = ", ".join(self._recipient(**one) for one in data["recipients"]) or _("nobody who could be written to")
        if "queue_before" in data:
            values["moves"] = "; ".join(self._moves(data))
        if data.get("answer") in ACTION:
            values["answer"] = str(ACTION[data["answer"]])
        values["actor"] = self.actor(event) or _("The performer")
        return values

    def _recipient(self, kind: str, id: int) -> str:
        named: dict[str, dict[Any, Any]] = {"user": self.users, "person": self.people, "customer": self.customers}
        if kind == "unit":
            return self.units[id].shown_name if id in self.units else "–"
        return named[kind][id].name if id in named[kind] else "–"

    def _moves(self, data: dict[str, Any]) -> Iterator[str]:
        """Of each due time that moved: what it is of, how it was, how it is."""
        for move in data["steps"]:
            name = step_name(self.steps[move["step"]]) if move["step"] in self.steps else "–"
            yield f"{name}, {_change(move['before'], move['after'])}"
        if data["queue_before"] and data["queue_after"]:
            yield f"{_('Owner at the latest')}, {_change(data['queue_before'], data['queue_after'])}"


def _change(before: str, after: str) -> str:
    return f"{wording.moment(datetime.fromisoformat(before))} → {wording.moment(datetime.fromisoformat(after))}"


def owner_acted_for(event: Event) -> int | None:
    """The id of the owner who was away and for whom the actor stood in."""
    number = event.actor_label.removeprefix(STANDING_IN)
    return int(number) if event.actor_label.startswith(STANDING_IN) and number.isdigit() else None


def _capital(text: object) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]


def _by_id(objects: Any, wanted: Iterable[int | None]) -> dict[Any, Any]:
    return dict(objects.in_bulk([number for number in wanted if number]))


def _ids(data: Sequence[dict[str, Any]], keys: Iterable[str]) -> set[int | None]:
    return {row.get(key) for row in data for key in keys}


def _plain(key: str, value: Any) -> Any:
    """Moments and days as people say them."""
    if isinstance(value, str) and key.endswith("_at"):
        return wording.moment(datetime.fromisoformat(value))
    if isinstance(value, str) and key.endswith("_on"):
        return wording.day(date.fromisoformat(value))
    return value
