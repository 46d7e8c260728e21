"""The course of an ordinary case: whoever has a step works on it for about its standard time; now and then something happens."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ambasador.accounts.models import User
from ambasador.cli.demo import acts, letters
from ambasador.cli.demo.post import document, picture
from ambasador.cli.demo.stage import Case, Stage, waking
from ambasador.conversations.verbs import (
    answer_task,
    ask_back,
    ask_unit,
    propose_date,
    refuse_task,
    reply_to_customer,
    supply_missing,
    write_note,
)
from ambasador.customers.models import Customer
from ambasador.directory.queries import providers_of
from ambasador.lib import clock
from ambasador.tickets.models import Handover, Obstacle, Step, Ticket
from ambasador.tickets.models.route import ACTIVE, OVER
from ambasador.tickets.timing import time_of_performer
from ambasador.tickets.verbs import (
    accept_handover,
    accept_step,
    close_ticket,
    decide_other_date,
    finish_step,
    name_obstacle,
    offer_handover,
    remove_obstacle,
    settle_attention,
    skip_step,
)

Act = Callable[[], object]
Plan = tuple[datetime, Act]
ODD = (("ask_back", 0.07), ("refuse", 0.04), ("other_date", 0.07))
EXTRAS = (("stage", 0.12), ("note", 0.14), ("handover", 0.07), ("obstacle", 0.06), ("ask_unit", 0.05), ("skip", 0.14))
COMES_BACK, PHONE_SHARE = 0.04, 0.5


class Course:
    """One case from its first word to its end."""

    def __init__(self, stage: Stage, client: Customer, code: str, opened: datetime) -> None:
        self.stage, self.rng, self.client, self.code, self.opened = stage, stage.rng, client, code, opened
        self.by_phone = client.language == "pl" and self.rng.random() < PHONE_SHARE
        self.comes_back = self.rng.random() < COMES_BACK
        self.is_odd = self.is_told = False
        self.plans: dict[tuple[object, ...], Plan] = {}
        self.number = 0
        self.ticket: Ticket
        self.steps: list[Step] = []

    def play(self) -> Case:
        yield self.opened
        self._open()
        self._foresee()
        while True:
            self._look()
            if self.ticket.is_closed:
                if not self.comes_back:
                    return
                self.comes_back = False
                yield waking(clock.now() + timedelta(hours=self.rng.uniform(3, 60)))
                acts.write_back(self.stage, self.ticket, self.rng.choice(letters.THANKS))
                self.is_told = False
                continue
            key, (moment, act) = self._next()
            yield moment
            del self.plans[key]
            act()
            self.stage.settle()

    # -- the beginning ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        subject, text = letters.ENGLISH[self.code] if self.client.language == "en" else self.rng.choice(letters.FIRST[self.code])
        if self.by_phone:
            agent = self.rng.choice(self.stage.company.agents)
            ticket = acts.ring_up(self.stage, self.client, subject, f"Telefon: {text}", code=self.code, answered_by=agent)
        else:
            photos = [picture("zdjęcie.png", hue=self.rng.randrange(60))] if self.rng.random() < 0.1 else []
            ticket = acts.write_in(self.stage, self.client, subject, text, files=photos)
        self.number = ticket.pk

    def _foresee(self) -> None:
        """Decide at the beginning what will happen beside the steps; each only if the case is still open then."""
        things: dict[str, Act] = {
            "stage": self._asks_for_the_stage, "note": self._note, "handover": self._hand_over, "obstacle": self._obstacle,
            "ask_unit": self._ask_another, "skip": self._skip,
        }  # fmt: skip
        for name, share in EXTRAS:
            if self.rng.random() >= share or (self.code == "zapytanie" and name in ("obstacle", "skip")):
                continue
            after = self.rng.uniform(20, 90) if name == "skip" else self.rng.uniform(60, 1200)
            moment = self.stage.hours.add(clock.now(), minutes=after)
            self.plans[(name,)] = (moment, things[name])

    # -- what comes next ----------------------------------------------------------------------------------------------

    def _next(self) -> tuple[tuple[object, ...], Plan]:
        """The earliest of what is planned; plans for what is no longer so are dropped."""
        ticket, steps = self.ticket, self.steps
        wanted: dict[tuple[object, ...], Callable[[], Plan]] = {}
        for step in steps:
            if step.state in ACTIVE:
                wanted["step", step.pk, step.state, step.revision] = lambda step=step: self._plan(step, steps)  # type: ignore[misc]
        if ticket.attention:
            wanted["attention", ticket.attention, ticket.attention_since] = lambda: self._by_owner(0.3, 55, self._attend)
        if not wanted:
            wanted["end", self.is_told] = lambda: self._by_owner(0.3, 30, self._end)
        things = {key: plan for key, plan in self.plans.items() if key in wanted or len(key) == 1}
        self.plans = things | {key: make() for key, make in wanted.items() if key not in things}
        return min(self.plans.items(), key=lambda item: item[1][0])

    def _plan(self, step: Step, steps: list[Step]) -> Plan:
        if step.state == "returned":
            return self._by_owner(0.5, 50, lambda: supply_missing(step, text=self.rng.choice(letters.SUPPLIED), by=self.owner.actor))
        if step.performer == "owner":
            is_last = all(other.state in OVER for other in steps if other.pk != step.pk)
            if is_last:
                return self._by_owner(0.6 if self.is_told else 1.0, 12 if self.is_told else step.standard_minutes, self._end)
            return self._by_owner(1.0, step.standard_minutes, lambda: finish_step(step, by=self.owner.actor))
        if step.performer == "customer":
            wait = timedelta(minutes=step.standard_minutes * self.stage.pick_share(0.35))
            files = [picture("zdjęcie-1.png"), picture("zdjęcie-2.png", hue=30)] if step.key.startswith("zdjecia") else []
            return waking(clock.now() + wait), lambda: acts.write_back(
                self.stage, self.ticket, self.rng.choice(letters.FROM_CUSTOMER), files=files
            )
        return self._plan_of_unit(step)

    def _plan_of_unit(self, step: Step) -> Plan:
        hours = time_of_performer(step.performer, step.unit)
        minutes = step.standard_minutes * self.stage.pick_share()
        assert step.unit_id
        who = self.rng.choice(self.stage.people_of(step.unit_id))
        by = acts.actor_of(who)
        if step.state == "offered" and not self.is_odd:
            odd = self._odd(step)
            if odd == "ask_back":
                return hours.add(clock.now(), minutes=minutes / 3), lambda: ask_back(
                    step, missing=self.rng.choice(letters.ASK_BACK), by=by, channel="app"
                )
            if odd == "refuse":
                return hours.add(clock.now(), minutes=minutes / 3), lambda: refuse_task(
                    step, reason=self.rng.choice(letters.NOT_OURS), by=by, channel="app"
                )
            if odd == "other_date":
                return hours.add(clock.now(), minutes=minutes / 3), lambda: self._asks_for_time(step, who.name)
        if step.state == "offered" and step.performer == "department" and self.rng.random() < 0.3:
            return hours.add(clock.now(), minutes=minutes / 4), lambda: accept_step(step, by=by)
        if step.performer == "partner" and self.rng.random() < 0.75 and not step.answer_options:
            return hours.add(clock.now(), minutes=minutes), lambda: self._answer_by_mail(step, who.name)
        return hours.add(clock.now(), minutes=minutes), lambda: self._answer(step, who.name)

    def _odd(self, step: Step) -> str:
        for name, share in ODD:
            if self.rng.random() < share and (name != "refuse" or self._has_another(step)):
                self.is_odd = True
                return name
        return ""

    def _by_owner(self, share: float, minutes: float, act: Act) -> Plan:
        """In the working time of the centre, after a part of so many minutes."""
        return self.stage.hours.add(clock.now(), minutes=max(3, minutes * share * self.stage.pick_share(0.8))), act

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _answer(self, step: Step, name: str) -> None:
        person = self.stage.company.people[name]
        code, text, public = self.rng.choice(letters.ANSWERS.get(step.key, letters.ANY_ANSWER))
        if not step.answer_options:
            code = ""
        elif code not in {option["code"] for option in step.answer_options}:
            code = step.answer_options[0]["code"]
        answer_task(step, by=acts.actor_of(person), channel="app" if person.user else "link", code=code, text=text, public=public)

    def _answer_by_mail(self, step: Step, name: str) -> None:
        text = self.rng.choice(letters.ANSWERS.get(step.key, letters.ANY_ANSWER))[1]
        files = [picture("oględziny.png", hue=15), document("protokol.pdf", "Protokol z wizyty")] if step.key == "ogledziny" else []
        acts.answer_by_mail(self.stage, step, self.stage.company.people[name], text, files=files)

    def _asks_for_time(self, step: Step, name: str) -> None:
        assert step.due_at
        later = time_of_performer(step.performer, step.unit).add(max(step.due_at, clock.now()), minutes=step.standard_minutes * 0.6)
        person = self.stage.company.people[name]
        propose_date(step, due_at=later, reason=self.rng.choice(letters.OTHER_DATE), by=acts.actor_of(person), channel="app")

    def _attend(self) -> None:
        """The owner deals with what is new: agrees to a date, answers the customer, takes note of an answer."""
        ticket, by = self.ticket, self.owner.actor
        for step in self.steps:
            if step.proposed_due_at:
                decide_other_date(step, agreed=True, by=by)
        if ticket.attention == "unit_answered":
            self._draw_conclusions()
        if ticket.attention == "customer_replied" and self.rng.random() < 0.7 and any(s.state in ACTIVE for s in self.steps):
            reply_to_customer(ticket, text=f"{self.rng.choice(letters.STATUS)}\n\n{self.owner.name}", by=by)
        else:
            settle_attention(ticket, by=by)

    def _draw_conclusions(self) -> None:
        """A refused complaint needs no repair: what is ahead but the last word is skipped."""
        steps = self.steps
        if any(step.answer_code == "refused" for step in steps):
            for step in steps:
                if step.state not in OVER and step.key != "informacja":
                    skip_step(step, reason="not_needed", sentence="Reklamacja nieuznana, naprawy nie będzie.", by=self.owner.actor)

    def _end(self) -> None:
        """First the customer hears the solution, then the case is closed."""
        ticket, owner = self.ticket, self.owner
        if self.is_told:
            close_ticket(ticket, reason="answered" if self.code == "zapytanie" else "solved", by=owner.actor)
            return
        self.is_told = True
        reply_to_customer(ticket, text=f"{self._solution(ticket)}\n\n{owner.name}\nModrzew · dom i AGD", by=owner.actor)

    def _solution(self, ticket: Ticket) -> str:
        if ticket.language == "en":
            return letters.SOLVED_EN
        steps = self.steps
        told = " ".join(step.answer_public for step in steps if step.answer_public)
        if any(step.answer_code == "refused" for step in steps):
            return f"Dzień dobry. {told} Jeśli widzi to Pani lub Pan inaczej, proszę odpisać: sprawdzimy jeszcze raz."
        return f"{letters.SOLVED[self.code]} {told}".strip()

    def _asks_for_the_stage(self) -> None:
        if not self.is_told:
            acts.write_back(self.stage, self.ticket, self.rng.choice(letters.WHAT_STAGE))

    def _note(self) -> None:
        write_note(self.ticket, text=self.rng.choice(letters.NOTES), by=self.owner.actor)

    def _hand_over(self) -> None:
        owner = self.owner
        other = self.rng.choice([agent for agent in self.stage.company.agents if agent.pk != owner.pk])
        handover = offer_handover(self.ticket, to=other, reason=self.rng.choice(letters.HANDOVER), by=owner.actor)
        moment = self.stage.hours.add(clock.now(), minutes=self.rng.uniform(5, 90))
        self.plans[("accept",)] = (moment, lambda: accept_handover(Handover.objects.get(pk=handover.pk), by=other.actor))

    def _obstacle(self) -> None:
        kind, text, is_public = self.rng.choice(letters.OBSTACLES)
        obstacle = name_obstacle(self.ticket, kind=kind, text=text, is_public=is_public, by=self.owner.actor)
        moment = self.stage.hours.add(clock.now(), minutes=self.rng.uniform(120, 1500))
        self.plans[("remove",)] = (moment, lambda: remove_obstacle(Obstacle.objects.get(pk=obstacle.pk), by=self.owner.actor))

    def _ask_another(self) -> None:
        code, question, _answer = self.rng.choice(letters.AD_HOC)
        unit = self.stage.company.units[code]
        ask_unit(self.ticket, unit=unit, question=question, standard_minutes=240, by=self.owner.actor)

    def _skip(self) -> None:
        step = next((step for step in self.steps if step.is_optional and step.state == "planned"), None)
        if step is not None:
            reason, sentence = self.rng.choice(letters.SKIPS)
            skip_step(step, reason=reason, sentence=sentence, by=self.owner.actor)

    # -- reading ------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Read the case as it is now; nobody else changes it until the next turn but the clock, which only promises."""
        self.ticket = Ticket.objects.select_related("owner", "customer").get(pk=self.number)
        found = Step.objects.filter(ticket=self.number).select_related("unit__calendar", "competence").order_by("position")
        self.steps = list(found)
        for step in self.steps:
            step.ticket = self.ticket

    @property
    def owner(self) -> User:
        assert self.ticket.owner
        return self.ticket.owner

    def _has_another(self, step: Step) -> bool:
        return step.competence is not None and len({provider.unit_id for provider in providers_of(step.competence)}) > 1
