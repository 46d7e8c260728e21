"""
"Say this now" [O6, N3]: which stage, who has it, since when, until when; why so long, only if it is; what next and by when.

Built by rules from facts, in Polish and English, at most four sentences that can be spoken aloud. The public version names no unit and no
obstacle that was not marked public; neither version names a colleague. Each clause carries the key of the fact it says (`about`), so
that a screen can lead to it. No Django, no clock: the facts are handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ambasador.lib import words
from ambasador.lib.saying import Saying

State = Literal["queue", "owner", "unit", "customer", "closed"]


@dataclass(frozen=True, kw_only=True)
class Situation:
    """
    What is known of a case at a moment. Stage names are already in the language of the listener; `unit` is a department's or partner's
    name.

    `late_stage` names a stage that took longer than its standard, `changed` that the promise moved because of it; `question` is what the
    customer was asked; `next_stage` what comes after the present stage.
    """

    state: State
    stage: str
    opened_at: datetime
    since: datetime
    due_at: datetime | None = None
    unit: str = ""
    question: str = ""
    late_stage: str = ""
    changed: bool = False
    obstacle: str = ""
    next_stage: str = ""
    likely_at: datetime | None = None
    latest_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Clause:
    """A sentence and the fact it speaks of: stage, question, delay, obstacle, promise, next, closing or queue."""

    about: str
    text: str


def clauses(situation: Situation, *, language: str, public: bool, at: datetime, zone: str = "Europe/Warsaw") -> tuple[Clause, ...]:
    """The sentences in their order, two to four of them (one for a closed case). Never empty."""
    spoken = words.for_language(language, zone)
    build = _polish if spoken.language == "pl" else _english
    said = build(situation, spoken, public, at)
    return tuple(Clause(about, spoken.glue(text)) for about, text in said if text)[:4]


def say(situation: Situation, *, language: str, public: bool, at: datetime, zone: str = "Europe/Warsaw") -> str:
    """The clauses as one text."""
    return " ".join(clause.text for clause in clauses(situation, language=language, public=public, at=at, zone=zone))


Said = list[tuple[str, str]]


def _polish(s: Situation, w: Saying, public: bool, at: datetime) -> Said:
    if s.state == "closed":
        return [("closing", f"Sprawa jest zakończona {w.since(s.closed_at or at, now=at)}.")]
    said: Said = []
    if s.state == "queue":
        ending = f" Opiekun sprawy odezwie się {_by(s.due_at, w, at)}." if s.due_at and s.due_at > at else " Opiekun sprawy odezwie się wkrótce."
        said.append(("queue", f"Sprawa czeka na opiekuna {w.since(s.opened_at, now=at)}.{ending}"))
    elif s.state == "customer":
        asked = f": {_without_stop(s.question)}." if s.question else "."
        whose = "Twoją odpowiedź" if public else "odpowiedź klienta"
        said.append(("question", f"Czekamy na {whose} {w.since(s.since, now=at)}{asked}"))
    else:
        who = f" – zajmuje się tym {s.unit}" if s.unit and not public else ""
        begin = f"Teraz trwa etap: {s.stage}{who}, {w.since(s.since, now=at)}"
        said.append(("stage", f"{begin}, a skończy się {_by(s.due_at, w, at)}." if s.due_at and s.due_at > at else f"{begin}."))
        if s.due_at and s.due_at <= at:
            said.append(("delay", f"Ten etap miał się skończyć {_due(s.due_at, w, at, 'dziś o')} i trwa dłużej, niż planowaliśmy."))
    if s.late_stage and s.late_stage != s.stage:
        moved = ", i to przesunęło termin" if s.changed else ""
        said.append(("delay", f"Etap „{s.late_stage}” trwał dłużej, niż planowaliśmy{moved}."))
    if s.obstacle:
        said.append(("obstacle", f"Na przeszkodzie stoi: {_without_stop(s.obstacle)}."))
    if s.likely_at and s.latest_at and s.latest_at > at:
        said.append(("promise", _ending_pl(s.likely_at, s.latest_at, w, at)))
    elif s.next_stage and s.state != "queue":
        said.append(("next", f"Potem będzie: {s.next_stage}."))
    return said


def _english(s: Situation, w: Saying, public: bool, at: datetime) -> Said:
    if s.state == "closed":
        return [("closing", f"The case has been closed {w.since(s.closed_at or at, now=at)}.")]
    said: Said = []
    if s.state == "queue":
        ending = f" The person in charge will get in touch {_by(s.due_at, w, at)}." if s.due_at and s.due_at > at else " The person in charge will get in touch soon."
        said.append(("queue", f"The case has been waiting for its owner {w.since(s.opened_at, now=at)}.{ending}"))
    elif s.state == "customer":
        asked = f": {_without_stop(s.question)}." if s.question else "."
        whom = "your answer" if public else "the customer's answer"
        said.append(("question", f"We have been waiting for {whom} {w.since(s.since, now=at)}{asked}"))
    else:
        who = f" – with {s.unit}" if s.unit and not public else ""
        begin = f"The present stage is: {s.stage}{who}, {w.since(s.since, now=at)}"
        said.append(("stage", f"{begin}; it will be finished {_by(s.due_at, w, at)}." if s.due_at and s.due_at > at else f"{begin}."))
        if s.due_at and s.due_at <= at:
            said.append(("delay", f"This stage was to be finished {_due(s.due_at, w, at, 'today at')} and is taking longer than planned."))
    if s.late_stage and s.late_stage != s.stage:
        moved = ", which moved the date" if s.changed else ""
        said.append(("delay", f"The stage “{s.late_stage}” took longer than planned{moved}."))
    if s.obstacle:
        said.append(("obstacle", f"What stands in the way: {_without_stop(s.obstacle)}."))
    if s.likely_at and s.latest_at and s.latest_at > at:
        said.append(("promise", _ending_en(s.likely_at, s.latest_at, w, at)))
    elif s.next_stage and s.state != "queue":
        said.append(("next", f"Next comes: {s.next_stage}."))
    return said


def _by(moment: datetime | None, w: Saying, at: datetime) -> str:
    return w.until(moment, now=at) if moment else ""


def _due(due: datetime, w: Saying, at: datetime, today: str) -> str:
    """dziś o 15:08; w piątek, 20 listopada,"""
    return f"{today} {w.clock(due)}" if _same_day(due, at, w) else f"{w.on_day(due, now=at)},"


def _ending_pl(likely: datetime, latest: datetime, w: Saying, at: datetime) -> str:
    if _same_day(likely, latest, w):
        return f"Rozwiązanie będzie {_on(w.on_day, likely, at)}."
    if likely <= at:
        return f"Rozwiązanie będzie najpóźniej {_on(w.on_day, latest, at)}."
    return f"Rozwiązanie najpewniej {_on(w.on_day, likely, at)}, najpóźniej {_on(w.on_day, latest, at)}."


def _ending_en(likely: datetime, latest: datetime, w: Saying, at: datetime) -> str:
    if _same_day(likely, latest, w):
        return f"It will be solved {_on(w.on_day, likely, at)}."
    if likely <= at:
        return f"It will be solved {_on(w.on_day, latest, at)} at the latest."
    return f"It will most likely be solved {_on(w.on_day, likely, at)}, and {_on(w.on_day, latest, at)} at the latest."


def _on(say_day: Callable[..., str], moment: datetime, at: datetime) -> str:
    return say_day(moment, now=at)


def _same_day(one: datetime, other: datetime, w: Saying) -> bool:
    return one.astimezone(w.zone).date() == other.astimezone(w.zone).date()


def _without_stop(text: str) -> str:
    return " ".join(text.split()).rstrip(".!? ") if not text.rstrip().endswith("?") else " ".join(text.split()).rstrip("?. ")
