"""
What the partials show, one frozen dataclass each. A view fills them with ready texts; the template only asks "is it there".

A partial has one root element whose `id` comes from its shape, so a page may hold several and an htmx answer replaces the right one.
`tone` is one of act, ok, risk, bad, wait, note, dept or "". `icon` is a name of the sprite. Texts are in the reader's language already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ambasador.web.geometry import Band, Bullet, Pip


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    key: str = ""
    is_dialog: bool = False


@dataclass(frozen=True)
class State:
    """A state told three times: by tone, icon and words."""

    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Ring:
    """The owner's initials; the arc is the share of business time gone, 0..100, from opening to the end of the promised range."""

    initials: str
    share: int = 0
    tone: str = ""

    @property
    def arc(self) -> str:
        return f"{min(max(self.share, 0), 100)} 100"


@dataclass(frozen=True)
class Cell:
    """A fact of the bond: its name, the fact in bold, a note under it."""

    label: str
    value: str
    note: str = ""
    state: State | None = None
    link: Link | None = None


@dataclass(frozen=True)
class Bond:
    """Owner and promise, in this order, never apart; `rest` are the quieter facts beside them."""

    ring: Ring
    owner: Cell
    promise: Cell | None
    rest: Sequence[Cell] = ()
    is_compact: bool = False
    live: str = ""
    refresh_url: str = ""
    id: str = "bond"


@dataclass(frozen=True)
class Sentence:
    """A sentence of what to say; `url` leads to the event it is built from."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Say:
    """
    What can be told the customer now, in the customer's language; `others` switch it to another one.

    `public_text` is what goes into a reply: the same without what only colleagues may know; `insert_url` leads to the reply that
    begins with it.
    """

    sentences: Sequence[Sentence]
    language: str
    public_text: str = ""
    others: Sequence[tuple[str, str]] = ()
    can_insert: bool = False
    insert_url: str = ""
    can_copy: bool = False
    live: str = ""
    refresh_url: str = ""
    id: str = "say"

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class RouteStep:
    """
    `state` is done, now, next, opt or skip and `state_says` its word.

    `took` of `standard` stand under the bar, or `plan` before the step begins.
    """

    number: int
    name: str
    state: str
    state_says: str
    performer: str
    performer_icon: str
    id: str = ""
    bullet: Bullet | None = None
    took: str = ""
    standard: str = ""
    plan: str = ""
    tone: str = ""
    note: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Route:
    """
    The steps, and under them the promise band that unfolds to lanes.

    `title` says which step it is at, `band_says` all of the band in words.
    """

    steps: Sequence[RouteStep]
    title: str
    band: Band | None = None
    band_says: str = ""
    band_tone: str = ""
    live: str = ""
    refresh_url: str = ""
    id: str = "route"


@dataclass(frozen=True)
class Row:
    """A ticket or task in a list: whose, what, where it stands and what was promised."""

    id: str
    url: str
    name: str
    number: str
    subject: str
    ring: Ring
    pips: Sequence[Pip] = ()
    pips_say: str = ""
    step: str = ""
    waits: str = ""
    waits_icon: str = ""
    promise: str = ""
    state: State | None = None
    beside_number: str = ""
    changed: str = ""
    preview_url: str = ""
    is_unread: bool = False
    is_current: bool = False
    live: str = ""
    refresh_url: str = ""


@dataclass(frozen=True)
class Group:
    """Rows with one thing in common, under a sticky heading; a folded one opens on a click."""

    id: str
    title: str
    icon: str
    tone: str
    rows: Sequence[Row]
    count: int
    sub: str = ""
    is_folded: bool = False
    more: Link | None = None


@dataclass(frozen=True)
class Attached:
    name: str
    url: str
    size: str = ""
    withheld: str = ""  # why nobody gets it now


@dataclass(frozen=True)
class Undo:
    """A way back for ten seconds: the address to POST to and until when it works."""

    url: str
    until: datetime

    @property
    def until_ms(self) -> str:
        return str(int(self.until.timestamp() * 1000))


@dataclass(frozen=True)
class Entry:
    """
    An entry of the timeline. `kind` is customer, reply, note, task, answer, event, promise, deviation or obstacle.

    `said` is one line beside the heading, `body` the text, `quoted` is folded. `original_url` is the address of the message as its sender
    laid it out, which is shown in a frame that can do nothing. `warning` stands above the text.
    """

    id: str
    kind: str
    icon: str
    at: datetime
    at_says: str
    tone: str = ""
    who: str = ""
    kind_says: str = ""
    said: str = ""
    body: str = ""
    warning: str = ""
    original_url: str = ""
    quoted: str = ""
    attachments: Sequence[Attached] = ()
    delivery: State | None = None
    undo: Undo | None = None
    links: Sequence[Link] = ()

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.body.split("\n\n") if part.strip()]


@dataclass(frozen=True)
class Thread:
    """The timeline; `older` leads to what is folded before it."""

    entries: Sequence[Entry]
    older: Link | None = None
    live: str = ""
    refresh_url: str = ""
    id: str = "thread"


@dataclass(frozen=True)
class Action:
    """A button that posts to `url` with `fields`."""

    text: str
    url: str
    fields: Sequence[tuple[str, str]] = ()
    is_primary: bool = False


@dataclass(frozen=True)
class Move:
    """Something that waits for the reader: what it is, and the buttons that settle it."""

    title: str
    text: str
    tone: str
    icon: str
    actions: Sequence[Action] = ()
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    icon: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a small list: icon, text, a quiet end, and a second line."""

    text: str
    icon: str = ""
    end: str = ""
    note: str = ""
    url: str = ""
    tone: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Section:
    """A section of a side panel: heading, facts or lines, and a quiet end or a link beside the heading."""

    id: str
    title: str
    icon: str
    end: str = ""
    link: Link | None = None
    facts: Sequence[Fact] = ()
    lines: Sequence[Line] = ()
    empty: str = ""


@dataclass(frozen=True)
class Empty:
    """Why there is nothing here, and what next."""

    title: str
    text: str = ""
    icon: str = "check"
    link: Link | None = None


@dataclass(frozen=True)
class Pager:
    """Pages by cursor, so that a place can be returned to."""

    previous_url: str = ""
    next_url: str = ""
    says: str = ""


@dataclass(frozen=True)
class Dialog:
    """A question with one effect: its form posts to `url`. `effect` names what the button does."""

    title: str
    url: str
    effect: str
    text: str = ""
    is_danger: bool = False
    back_url: str = ""
    id: str = "dialog"
    hidden: Sequence[tuple[str, str]] = field(default=())
