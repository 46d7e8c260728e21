"""Which of the messages that arrived are meant: by state, place, sender, words and days."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from ambasador.channels.models import Line, RawInput, RawInputState

MAIL = "email"
SHORTEST_WORD = 3
COUNTED_AT_MOST = 10_000


@dataclass(frozen=True)
class InputSearch:
    """
    What somebody looks for. `place` is `email`, the code of a channel, `mailbox:3` or `line:4`; `words` stand in the failure or the
    subject; the days are whole ones, in the time zone of the contact centre.
    """

    state: str = ""
    place: str = ""
    sender: str = ""
    message_id: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "InputSearch":
        days = {name: date.fromisoformat(data[name]) for name in ("since", "until") if data.get(name)}
        return cls(**{**data, **days})

    def find(self) -> QuerySet[RawInput]:
        """The messages, in no order. Each part has an index; words and names shorter than three letters have none."""
        found = RawInput.objects.all()
        if self.state:
            found = found.filter(state=self.state)
        if self.place:
            found = found.filter(_came_by(self.place))
        if self.message_id:
            found = found.filter(message_id__in=[self.message_id, f"<{self.message_id.strip('<>')}>"])
        if self.sender:
            found = found.filter(senders__icontains=self.sender).exclude(senders="")
        for word in self.words.split():
            said = Q(error__icontains=word) & ~Q(error="") | Q(subject_hint__icontains=word) & ~Q(subject_hint="")
            found = found.filter(said)
        if self.since:
            found = found.filter(received_at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(received_at__lt=_midnight(self.until + timedelta(days=1)))
        return found

    def to_replay(self) -> QuerySet[RawInput]:
        """Those of them that can be sent through the intake again. What waits is sent again only when it is named."""
        if self.state:
            return self.find().exclude(state=RawInputState.TAKEN).filter(file__isnull=False)
        return self.find().filter(file__isnull=False, state__in=[RawInputState.FAILED, RawInputState.SET_ASIDE])


def _came_by(place: str) -> Q:
    kind, _colon, number = place.partition(":")
    if number:
        return Q(mailbox=int(number)) if kind == "mailbox" else Q(line=int(number))
    return Q(mailbox__isnull=False) if kind == MAIL else Q(line__in=Line.objects.filter(code=kind))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def counted(found: QuerySet[RawInput]) -> int:
    """How many there are, at most 10,001: beyond that nobody needs to know."""
    return found.order_by().values("pk")[: COUNTED_AT_MOST + 1].count()
