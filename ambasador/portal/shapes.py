"""What the pages for people without an account show; texts are in the reader's language already."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ring:
    """The owner's initials; the arc is the share of the time gone, 0..100."""

    initials: str
    share: int = 0
    tone: str = "act"

    @property
    def arc(self) -> str:
        return f"{min(max(self.share, 0), 100)} 100"


@dataclass(frozen=True)
class Owner:
    """Who looks after the case, and how to reach them; without a name it is the contact centre."""

    ring: Ring
    name: str
    phone: str = ""
    phone_url: str = ""
    email: str = ""


@dataclass(frozen=True)
class File:
    name: str
    url: str
    size: str


@dataclass(frozen=True)
class Ended:
    """A link that leads nowhere any more: what became of it, and whom to ask."""

    title: str
    sentences: Sequence[str]
    owner: Owner | None = None
    kept_text: str = ""
