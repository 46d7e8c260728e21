"""What the partials of the composer show; as `web.shapes`, a frozen dataclass each."""

from collections.abc import Sequence
from dataclasses import dataclass

from ambasador.web.shapes import State


@dataclass(frozen=True)
class Option:
    value: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True)
class OptionGroup:
    title: str
    options: Sequence[Option]


@dataclass(frozen=True)
class ReplyMode:
    """
    A message to the customer: to whom, by which channel, and the ledger's answer whether it may go.

    `ways` are offered where there is more than mail; the value of an option is the line, empty for mail.
    """

    url: str
    to: str
    address: str
    verdict: State | None = None
    verdict_note: str = ""
    text: str = ""
    error: str = ""
    can_attach: bool = True
    ways: Sequence[Option] = ()
    ways_note: str = ""


@dataclass(frozen=True)
class NoteMode:
    """A note that only colleagues see."""

    url: str
    seen_by: str
    text: str = ""
    error: str = ""
    can_attach: bool = True


@dataclass(frozen=True)
class TaskMode:
    """A question to a department or partner, or to whoever provides a competence; the answer is due at one of `dues`."""

    url: str
    groups: Sequence[OptionGroup]
    dues: Sequence[Option]
    pack_says: str
    text: str = ""
    error: str = ""
    can_attach: bool = True


@dataclass(frozen=True)
class Composer:
    """Three modes, each a form of its own that posts to its own address. `draft` names the drafts in the browser."""

    draft: str
    reply: ReplyMode | None = None
    note: NoteMode | None = None
    task: TaskMode | None = None
    mode: str = "reply"
    has_say: bool = False
    is_pinned: bool = True
    id: str = "composer"
