"""What the customer's page says, all of it public, in the language of the present answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.accounts import door
from ambasador.directory.models import Unit
from ambasador.directory.queries import NoCentre, standing_in
from ambasador.journal.actors import Actor
from ambasador.lib import words
from ambasador.lib.saying import Saying
from ambasador.portal import reaching, wording
from ambasador.portal.shapes import Owner
from ambasador.portal.status.band import CaseBand, band_of
from ambasador.portal.status.history import Happened, history_of
from ambasador.portal.status.stages import PublicStep, Stage, stages_of
from ambasador.procedures import terms
from ambasador.promises import sentence
from ambasador.promises.models import Promise
from ambasador.promises.queries import history, public_stage_of, situation, statutory_clock
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.timing import time_of_performer

LATE_ENOUGH = timedelta(hours=1)


@dataclass(frozen=True)
class ShownStage:
    number: int
    name: str
    state: str
    state_says: str
    says: str


@dataclass(frozen=True)
class When:
    """The promise in words: the likely day, the range, and the band that draws it."""

    label: str
    likely: str
    between: str
    note: str
    band: CaseBand | None


@dataclass(frozen=True)
class Result:
    """How a closed case ended, and whether the promised time was kept."""

    says: str
    on: str
    kept: str
    is_late: bool


@dataclass(frozen=True)
class Page:
    ticket: Ticket
    owner: Owner
    meanwhile: str
    now: str
    when: When | None
    result: Result | None
    stages: Sequence[ShownStage]
    stages_say: str
    asked: Sequence[Step]
    why: Sequence[str]
    happened: Sequence[Happened]
    law: str


def page_of(ticket: Ticket, actor: Actor, token: str, firm: Unit | None, *, at: datetime) -> Page:
    """Everything on the page; about fifteen queries, whatever the length of the history."""
    spoken = wording.saying()
    steps = list(ticket.steps.select_related("unit__calendar").order_by("position", "id"))
    promises = history(ticket)
    promise = promises[-1] if promises else None
    stages = [Stage(_("Received"), "done", ticket.opened_at, ended_at=ticket.opened_at), *_stages(steps, at=at)]
    asked = door.visible(Step.objects, actor).filter(ticket=ticket, state__in=[StepState.OFFERED, StepState.ACCEPTED]).order_by("position")
    present = [stage for stage in stages if stage.state == "now"]
    share = reaching.share_gone(ticket.opened_at, promise.to_at if promise else None, ticket.closed_at or at)
    return Page(
        ticket=ticket,
        owner=reaching.owner_of(ticket.owner, firm, share=share, with_extension=False),
        meanwhile=_meanwhile(ticket, spoken, at),
        now="" if ticket.is_closed else _now(present, ticket),
        when=_when(ticket, promise, spoken, at) if promise and not ticket.is_closed else None,
        result=_result(ticket, promise, spoken, at) if ticket.is_closed else None,
        stages=[_shown(number, stage, spoken, at) for number, stage in enumerate(stages, 1)],
        stages_say=_stages_say(stages, ticket),
        asked=[] if ticket.is_closed else list(asked),
        why=_why(ticket, steps, promise, at=at),
        happened=history_of(ticket, actor, token, promises, steps, at=at),
        law=_law(ticket, spoken, at),
    )


def _meanwhile(ticket: Ticket, spoken: Saying, at: datetime) -> str:
    """Who acts while the owner is away, if the procedure tells customers; at most four queries."""
    if ticket.owner_id is None or ticket.is_closed or ticket.version is None or not ticket.version.tells_standing_in:
        return ""
    standing = standing_in(ticket.owner_id, at=at)
    if standing is None or standing.acting is None:
        return ""
    return _("away until %(day)s; until then %(name)s acts") % {"day": spoken.day(standing.absence.ends_on, now=at), "name": standing.acting.name}


def _stages(steps: Sequence[Step], *, at: datetime) -> list[Stage]:
    expected = _expected_ends(steps, at)
    public = [
        PublicStep(
            public_stage_of(step, wording.language()),
            step.state,
            step.started_at,
            step.finished_at,
            step.due_at,
            expected.get(step.key),
            step.performer == "customer",
        )
        for step in steps
    ]
    return stages_of(public, nameless=_("Preparing the answer"))


def _expected_ends(steps: Sequence[Step], at: datetime) -> dict[str, datetime]:
    """When each step that is not over will most likely be: its standard after those it waits for."""
    ends: dict[str, datetime] = {}
    for step in steps:
        if step.is_over:
            continue
        if step.due_at and step.is_active:
            ends[step.key] = max(step.due_at, at)
            continue
        begins = max([ends[key] for key in step.after if key in ends] or [at])
        try:
            ends[step.key] = time_of_performer(step.performer, step.unit).add(begins, minutes=step.standard_minutes)
        except NoCentre:
            ends[step.key] = begins
    return ends


def _now(present: Sequence[Stage], ticket: Ticket) -> str:
    if ticket.owner_id is None:
        return _("waiting for the person who will look after it")
    return ", ".join(words.uncapitalised(stage.name) for stage in present) or _("preparing the answer")


def _when(ticket: Ticket, promise: Promise, spoken: Saying, at: datetime) -> When:
    likely = max(promise.likely_at, min(at, promise.to_at))
    note = _("In 8 of 10 similar cases we keep within such a range. We will tell you if it changes.")
    if promise.to_at < at:
        note = _("The promised time has passed, and we are sorry. We are working on a new one and will tell you.")
    band = band_of(
        opened_at=ticket.opened_at,
        now_at=at,
        promise=(promise.from_at, likely, promise.to_at),
        start_says=_short(ticket.opened_at, spoken),
        now_says=spoken.today,
        range_says=spoken.long_range(promise.from_at, promise.to_at, now=at),
    )
    between = spoken.between(promise.from_at, promise.to_at, now=at)
    return When(_("Solved most likely"), spoken.on_day(likely, now=at), between, note, band)


def _short(moment: datetime, spoken: Saying) -> str:
    """19 lis"""
    return spoken.day(moment).split(" ", 1)[-1]


def _shown(number: int, stage: Stage, spoken: Saying, at: datetime) -> ShownStage:
    states = {"done": _("done"), "now": _("in progress"), "next": _("ahead")}
    return ShownStage(number, stage.name, stage.state, states[stage.state], " ".join(_stage_says(stage, spoken, at)))


def _stage_says(stage: Stage, spoken: Saying, at: datetime) -> list[str]:
    if stage.state == "done":
        return [_done_says(stage, spoken, at)] if stage.ended_at else []
    if stage.state == "next":
        return [_("most likely %(day)s") % {"day": spoken.day(stage.expected_at, now=at)}] if stage.expected_at else []
    said = [_("In progress %(since)s.") % {"since": spoken.since(stage.since, now=at)}] if stage.since else []
    if stage.is_theirs:
        return [*said, _("We are waiting for your answer.")]
    if stage.due_at and stage.due_at > at:
        said.append(_("We will let you know %(until)s.") % {"until": spoken.until(stage.due_at, now=at)})
    elif stage.due_at:
        until = {"until": spoken.until(stage.due_at, now=at)}
        said.append(_("It was to be ready %(until)s and takes longer than planned. We are sorry.") % until)
    return said


def _done_says(stage: Stage, spoken: Saying, at: datetime) -> str:
    assert stage.ended_at
    day = spoken.day(stage.ended_at, now=at)
    if stage.planned_at is None or stage.ended_at - stage.planned_at < LATE_ENOUGH:
        return day
    days = (stage.ended_at.astimezone(spoken.zone).date() - stage.planned_at.astimezone(spoken.zone).date()).days
    if days < 1:
        return _("%(day)s, later than we planned. We are sorry.") % {"day": day}
    late = ngettext(
        "%(day)s, %(n)s day later than we planned. We are sorry.",
        "%(day)s, %(n)s days later than we planned. We are sorry.",
        days,
    )
    return late % {"day": day, "n": days}


def _stages_say(stages: Sequence[Stage], ticket: Ticket) -> str:
    if ticket.is_closed:
        return ""
    place = next((number for number, stage in enumerate(stages, 1) if stage.state == "now"), 0)
    return _("stage %(number)s of %(total)s") % {"number": place, "total": len(stages)} if place else ""


def _result(ticket: Ticket, promise: Promise | None, spoken: Saying, at: datetime) -> Result:
    assert ticket.closed_at
    said = {
        ClosingReason.SOLVED: _("Your case is solved."),
        ClosingReason.ANSWERED: _("Your case has been answered."),
        ClosingReason.WITHDRAWN: _("Your case is closed, as you wished."),
        ClosingReason.NO_REPLY: _("Your case is closed, because we had no reply from you."),
        ClosingReason.DUPLICATE: _("Your case goes on together with another one of yours."),
    }
    is_late = bool(promise and ticket.closed_at > promise.to_at)
    kept = ""
    if promise:
        first = {"range": spoken.range(promise.from_at, promise.to_at, now=at)}
        late, in_time = _("Later than we promised (%(range)s). We are sorry."), _("Within the time we promised (%(range)s).")
        kept = (late if is_late else in_time) % first
    says = next((text for reason, text in said.items() if reason == ticket.closing_reason), _("Your case is closed."))
    return Result(says, spoken.long_day(ticket.closed_at, now=at), kept, is_late)


def _why(ticket: Ticket, steps: Sequence[Step], promise: Promise | None, *, at: datetime) -> list[str]:
    """Why it takes so long, in the sentences of "say this now", if it does."""
    if ticket.is_closed:
        return []
    language = wording.language()
    seen = situation(ticket, steps, promise, language=language, public=True, at=at)
    said = sentence.clauses(seen, language=language, public=True, at=at, zone=settings.TIME_ZONE)
    return [clause.text for clause in said if clause.about in ("delay", "obstacle")]


def _law(ticket: Ticket, spoken: Saying, at: datetime) -> str:
    clock = statutory_clock(ticket)
    if clock is None:
        return ""
    term = terms.term_on(clock.term, clock.starts_on)
    if term is None:
        return ""
    name = term.name_en if wording.language() == "en" else term.name_pl
    return _("Statutory deadline: %(name)s by %(day)s.") % {"name": name, "day": spoken.long_day(clock.due_on, now=at)}
