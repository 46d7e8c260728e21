"""
The two interfaces of a channel beside mail: what is received and what is sent. docs/writing-a-channel.md shows how to write one. [I1]

A channel is a class with these attributes and methods, registered by `@plug_in` from its folder's `channel.py`; a `Line` in the
database is one number, page or gateway of it. Received: `accepts` checks who speaks, the bytes are kept, `read` makes of them what came
and what is reported. Sent: `send` says what became of one message. Nothing here writes to the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from ambasador.channels.email.smtp import Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from ambasador.channels.models import Line, OutboxMessage

__all__ = ["Answer", "Call", "CallTold", "Channel", "Incoming", "IncomingFile", "Outcome", "Report", "Setting", "Told"]

MOST_BYTES = 512 * 1024


@dataclass(frozen=True)
class Call:
    """One request of a carrier: the bytes, and what it says beside them. Names of headers are lower case."""

    body: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Answer:
    """What a carrier wants to hear."""

    text: str = "OK"
    status: int = 200
    media_type: str = "text/plain"


@dataclass(frozen=True)
class IncomingFile:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """
    One message of a person. `carrier_id` is the carrier's own id of it: the same one again is the same message.

    `sender` is a contact point of `sender_kind`, or of the channel's `contact_kind`; `replies_to` are carrier ids of ours that it answers,
    nearest first. What a form asked besides: `also_phone` (believed of a new customer only), `subject`, `language`, the code of the
    `procedure` and its `data`. A new matter joins nothing that is open.
    """

    sender: str
    text: str
    carrier_id: str
    name: str = ""
    files: Sequence[IncomingFile] = ()
    replies_to: Sequence[str] = ()
    at: datetime | None = None
    sender_kind: str = ""
    also_phone: str = ""
    subject: str = ""
    language: str = ""
    procedure: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    is_new_matter: bool = False


@dataclass(frozen=True)
class Report:
    """What the carrier tells later about a message of ours, known by its `carrier_id`."""

    carrier_id: str
    state: Literal["delivered", "undelivered", "read"]
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class CallTold:
    """
    What an exchange tells of one telephone call, known by its `call_id`, in any order and any number of times.

    `number` is of the person outside, as the exchange writes it, empty when it is withheld; `extension` is where it rings or who has it.
    """

    call_id: str
    what: Literal["ringing", "answered", "ended"]
    number: str = ""
    extension: str = ""
    is_outgoing: bool = False
    at: datetime | None = None


Told = Incoming | Report | CallTold


@dataclass(frozen=True)
class Setting:
    """Something a line of this channel must know. A `secret` is the name of an environment variable, never the secret itself; a flag is `yes` or empty."""

    name: str
    label: "_StrPromise"
    help: "_StrPromise | str" = ""
    default: str = ""
    is_required: bool = False
    is_secret: bool = False
    is_long: bool = False
    is_flag: bool = False


class Channel(Protocol):
    """
    One kind of line.

    `code` names it for ever. `channel` is what messages carry (`sms`, `whatsapp`): several codes may share it. `contact_kind` is the
    kind of contact point its addresses are. `repeats_safely` says that the carrier recognises our id, so that a message whose fate is
    unknown may be handed over again; without it such a message is shown to a person and never repeated. `answers_within`: we may only
    answer, so long after the customer wrote; None where we may write first.
    """

    code: str
    channel: str
    answers_within: timedelta | None
    label: "_StrPromise"
    contact_kind: str
    repeats_safely: bool
    settings: Sequence[Setting]

    def accepts(self, line: "Line", call: Call) -> bool:
        """Whether the carrier proves that it is who it says: a signature over the bytes, compared in constant time."""

    def answer(self, line: "Line", call: Call) -> Answer:
        """What the carrier hears once its bytes are kept; for a request that brings nothing (a handshake), its answer."""

    def brings(self, call: Call) -> bool:
        """Whether there is anything to keep. A handshake brings nothing."""

    def carrier_id(self, call: Call) -> str:
        """The carrier's id of what it brings, so that the same is kept once; empty when the bytes must say it. Never raises."""

    def read(self, line: "Line", call: Call) -> Sequence[Told]:
        """What the kept bytes say. Raises ValueError for what cannot be understood: it stays visible and can be replayed."""

    def address(self, written: str) -> str | None:
        """The address in the form of contact points, or None when nothing can be sent to it."""

    def send(self, line: "Line", message: "OutboxMessage") -> Outcome:
        """Hand over one message. Never raises for what the carrier or the network does."""


CHANNELS: dict[str, Channel] = {}


def is_reachable(channel: Channel, line: "Line", address: str) -> bool:
    """Whether a message would be read now; where the channel has no word for that, as far as anybody knows."""
    asked = getattr(channel, "is_reachable", None)
    return asked is None or bool(asked(line, address))


def is_read_at_once(channel: Channel) -> bool:
    """Whether what comes is worth a moment of the carrier's request: somebody waits for it at a screen. `reads_at_once` of the class says so."""
    return bool(getattr(channel, "reads_at_once", False))


def plug_in(made: type[Any]) -> type[Any]:
    """Class decorator: register a channel under its code."""
    CHANNELS[made.code] = made()
    return made
