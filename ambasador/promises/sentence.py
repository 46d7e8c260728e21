"""
"Say this now" [O6, N3]: which stage, who has it, since when, until when; why so long, only if it is; what next and by when.

Built by rules from facts, in Polish and English, at most four sentences that can be spoken aloud. The public version names no unit and no
obstacle that was not marked public; neither version names a colleague. Each clause carries the key of the fact it says (`about`), so
that a screen can lead to it. No Django, no clock: the facts are handed in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ambasador.lib import words
from ambasador.lib.saying import Saying

State = Literal["queue", "owner", "unit", "customer", "closed"]


AT_MOST = 4
MATTERS = ("closing", "queue", "question", "stage", "promise", "late", "obstacle", "delay", "also", "next")


@dataclass(frozen=True, kw_only=True)
class Situation:
    """
    What is known of a case at a moment. Stage names are already in the language of the listener; `unit` is a department's or partner's
    name.

    `late_stage` names a stage that took longer than its standard, `changed` that the promise moved because of it; `question` is what the
    customer was asked; `next_stage` what comes after the present stage, `also` the stages that run beside it. `turn` tells what the
    owner has to do with the present stage: "asked_back" when its performer lacks something, "answered" when their answer is here.
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
    also: tuple[str, ...] = ()
    turn: Literal["", "asked_back", "answered"] = ""
    likely_at: datetime | None = None
    latest_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Clause:
    """A sentence and the fact it speaks of: stage, question, late, delay, obstacle, also, promise, next, closing or queue."""

    about: str
    text: str


def clauses(situation: Situation, *, language: str, public: bool, at: datetime, zone: str = "Europe/Warsaw") -> tuple[Clause, ...]:
    """
    The sentences in their order, at most four of them (one for a closed case). Never empty.

    When there is more to say, what matters less is left out: where the case is and when it will be solved are always said.
    """
    spoken = words.for_language(language, zone)
    build = _polish if spoken.language == "pl" else _english
    said = build(situation, spoken, public, at)
    kept = sorted(sorted(range(len(said)), key=lambda place: MATTERS.index(said[place][0]))[:AT_MOST])
    return tuple(Clause(said[place][0], spoken.glue(said[place][1])) for place in kept)


def say(situation: Situation, *, language: str, public: bool, at: datetime, zone: str = "Europe/Warsaw") -> str:
    """The clauses as one text."""
    return " ".join(clause.text for clause in clauses(situation, language=language, public=public, at=at, zone=zone))


Said = list[tuple[str, str]]


def _polish(s: Situation, w: Saying, public: bool, at: datetime) -> Said:
    if s.state == "closed":
        return [("closing", f"Sprawa jest zakończona {w.since(s.closed_at or at, now=at)}.")]
    said: Said = []
    if s.state == "queue":
        ending = " Opiekun sprawy odezwie się " + ("wkrótce." if s.due_at is None or s.due_at <= at else f"{w.spoken_until(s.due_at, now=at)}.")
        said.append(("queue", f"Sprawa czeka na opiekuna {w.since(s.opened_at, now=at)}.{ending}"))
    elif s.state == "customer":
        whose = "Twoją odpowiedź" if public else "odpowiedź klienta"
        said.append(("question", f"Czekamy na {whose} {w.since(s.since, now=at)}{_asked(s.question)}"))
        if s.due_at and s.due_at > at:
            said.append(("late", f"Odpowiedź jest potrzebna {w.spoken_until(s.due_at, now=at)}."))
        elif s.due_at:
            said.append(("late", f"Odpowiedź była potrzebna {_due(s.due_at, w, at, 'dziś o')}."))
    else:
        said += _stage_pl(s, w, public, at)
    if s.late_stage and s.late_stage != s.stage:
        moved = ", i to przesunęło termin" if s.changed else ""
        said.append(("delay", f"Etap „{s.late_stage}” trwał dłużej, niż planowaliśmy{moved}."))
    if s.obstacle:
        said.append(("obstacle", f"Na przeszkodzie stoi: {_without_stop(s.obstacle)}."))
    if s.also:
        said.append(("also", f"Równolegle {'trwa' if len(s.also) == 1 else 'trwają'}: {_listed(s.also, 'i')}."))
    if s.likely_at and s.latest_at:
        said.append(("promise", _ending_pl(s.likely_at, s.latest_at, w, at)))
    elif s.next_stage and s.state != "queue":
        said.append(("next", f"Potem będzie: {s.next_stage}."))
    return said


def _english(s: Situation, w: Saying, public: bool, at: datetime) -> Said:
    if s.state == "closed":
        return [("closing", f"The case has been closed {w.since(s.closed_at or at, now=at)}.")]
    said: Said = []
    if s.state == "queue":
        ending = " The person in charge will get in touch " + ("soon." if s.due_at is None or s.due_at <= at else f"{w.spoken_until(s.due_at, now=at)}.")
        said.append(("queue", f"The case has been waiting for its owner {w.since(s.opened_at, now=at)}.{ending}"))
    elif s.state == "customer":
        whom = "your answer" if public else "the customer's answer"
        said.append(("question", f"We have been waiting for {whom} {w.since(s.since, now=at)}{_asked(s.question)}"))
        if s.due_at and s.due_at > at:
            said.append(("late", f"The answer is needed {w.spoken_until(s.due_at, now=at)}."))
        elif s.due_at:
            said.append(("late", f"The answer was needed {_due(s.due_at, w, at, 'today at')}."))
    else:
        said += _stage_en(s, w, public, at)
    if s.late_stage and s.late_stage != s.stage:
        moved = ", which moved the date" if s.changed else ""
        said.append(("delay", f"The stage “{s.late_stage}” took longer than planned{moved}."))
    if s.obstacle:
        said.append(("obstacle", f"What stands in the way: {_without_stop(s.obstacle)}."))
    if s.also:
        said.append(("also", f"At the same time: {_listed(s.also, 'and')}."))
    if s.likely_at and s.latest_at:
        said.append(("promise", _ending_en(s.likely_at, s.latest_at, w, at)))
    elif s.next_stage and s.state != "queue":
        said.append(("next", f"Next comes: {s.next_stage}."))
    return said


def _stage_pl(s: Situation, w: Saying, public: bool, at: datetime) -> Said:
    unit = "" if public else s.unit
    if s.turn == "answered":
        whose = f" ({unit})" if unit else ""
        return [("stage", f"Etap „{s.stage}” jest gotowy{whose}: opiekun sprawy sprawdza odpowiedź {w.since(s.since, now=at)}.")]
    if s.turn == "asked_back":
        who = f"{unit} pyta" if unit else "potrzebne są"
        what = "o brakujące dane" if unit else "dodatkowe dane"
        return [("stage", f"Teraz trwa etap: {s.stage}; {who} {what} i opiekun sprawy uzupełnia je {w.since(s.since, now=at)}.")]
    who = f" – zajmuje się tym {unit}" if unit else ""
    begin = f"Teraz trwa etap: {s.stage}{who}, {w.since(s.since, now=at)}"
    if s.due_at and s.due_at <= at:
        late = f"Ten etap miał się skończyć {_aside(_due(s.due_at, w, at, 'dziś o'))} i trwa dłużej, niż planowaliśmy."
        return [("stage", f"{begin}."), ("late", late)]
    return [("stage", f"{begin}, a skończy się {w.spoken_until(s.due_at, now=at)}." if s.due_at else f"{begin}.")]


def _stage_en(s: Situation, w: Saying, public: bool, at: datetime) -> Said:
    unit = "" if public else s.unit
    if s.turn == "answered":
        whose = f" ({unit})" if unit else ""
        return [("stage", f"The stage “{s.stage}” is done{whose}: the person in charge has been checking the answer {w.since(s.since, now=at)}.")]
    if s.turn == "asked_back":
        who = f"{unit} asks for missing details" if unit else "some details are missing"
        return [("stage", f"The present stage is: {s.stage}; {who}, and the person in charge has been supplying them {w.since(s.since, now=at)}.")]
    who = f" – with {unit}" if unit else ""
    begin = f"The present stage is: {s.stage}{who}, {w.since(s.since, now=at)}"
    if s.due_at and s.due_at <= at:
        late = f"This stage was to be finished {_aside(_due(s.due_at, w, at, 'today at'))} and is taking longer than planned."
        return [("stage", f"{begin}."), ("late", late)]
    return [("stage", f"{begin}; it will be finished {w.spoken_until(s.due_at, now=at)}." if s.due_at else f"{begin}.")]


def _listed(names: tuple[str, ...], and_: str) -> str:
    """X; X i Y; X, Y i Z"""
    return f" {and_} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _due(due: datetime, w: Saying, at: datetime, today: str) -> str:
    """dziś o 15:08; wczoraj; w piątek, 20 listopada"""
    return f"{today} {w.clock(due)}" if _same_day(due, at, w) else w.spoken_day(due, now=at)


def _aside(day: str) -> str:
    """A date inside a sentence ends with a comma: w piątek, 20 listopada, (i trwa); a single word does not."""
    return f"{day}," if "," in day else day


def _ending_pl(likely: datetime, latest: datetime, w: Saying, at: datetime) -> str:
    if latest <= at:
        return f"Obiecany termin minął {_due(latest, w, at, 'dziś o')}; nowy podamy od razu, gdy go ustalimy."
    if _same_day(latest, at, w):
        return f"Rozwiązanie będzie {w.spoken_until(latest, now=at)}."
    if _same_day(likely, latest, w):
        return f"Rozwiązanie będzie {w.spoken_day(likely, now=at)}."
    if likely <= at:
        return f"Rozwiązanie będzie najpóźniej {w.spoken_day(latest, now=at)}."
    return f"Rozwiązanie najpewniej {w.spoken_day(likely, now=at)}, najpóźniej {w.spoken_day(latest, now=at)}."


def _ending_en(likely: datetime, latest: datetime, w: Saying, at: datetime) -> str:
    if latest <= at:
        return f"The promised time passed {_due(latest, w, at, 'today at')}; we will tell you the new one as soon as we know it."
    if _same_day(latest, at, w):
        return f"It will be solved {w.spoken_until(latest, now=at)}."
    if _same_day(likely, latest, w):
        return f"It will be solved {w.spoken_day(likely, now=at)}."
    if likely <= at:
        return f"It will be solved {w.spoken_day(latest, now=at)} at the latest."
    return f"It will most likely be solved {w.spoken_day(likely, now=at)}, and {w.spoken_day(latest, now=at)} at the latest."


def _same_day(one: datetime, other: datetime, w: Saying) -> bool:
    return one.astimezone(w.zone).date() == other.astimezone(w.zone).date()


def _asked(question: str) -> str:
    """: Zdjęcie tabliczki. ; : Kiedy ktoś będzie w domu? ; a full stop when nothing was asked."""
    words = " ".join(question.split())
    return f": {words}" if words.endswith("?") else f": {_without_stop(words)}." if words else "."


def _without_stop(text: str) -> str:
    return " ".join(text.split()).rstrip(".!? ") if not text.rstrip().endswith("?") else " ".join(text.split()).rstrip("?. ")
