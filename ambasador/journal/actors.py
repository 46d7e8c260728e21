"""Who acts. The actor is an argument of every verb, never a global."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["user", "person", "unit", "customer", "rule", "clock", "system"]


@dataclass(frozen=True)
class Actor:
    """
    One who acts: `user` logs in, `person` and `unit` act by a signed link or e-mail, `customer` by link or message,
    `rule` and `clock` are the system's own, with a name in `label`. `roles` and `name` are filled for users only.
    """

    kind: ActorKind
    id: int | None = None
    label: str = ""
    roles: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """The id of an actor that has one. Raises ValueError for the system's own machinery."""
        if self.id is None:
            raise ValueError(f"the {self.kind} has no id")
        return self.id

    def is_staff_of_centre(self) -> bool:
        return self.kind == "user" and bool(self.roles & {"agent", "lead", "admin"})

    def is_own_machinery(self) -> bool:
        return self.kind in {"rule", "clock", "system"}


STANDING_IN = "for:"
"""The label of a user who acts for another one who is away is this and the other's id."""

SYSTEM = Actor("system")
CLOCK = Actor("clock")
