"""Facts: the typed contents of events. An event kind is a contract; a name once used is never given to another fact."""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, TypeVar, dataclass_transform

KINDS: dict[str, type["Fact"]] = {}
F = TypeVar("F", bound="Fact")


class Fact:
    """Base of all facts. `says` is a whole sentence with named placeholders; `public` tells whether the customer may see it."""

    kind: ClassVar[str]
    subject_kind: ClassVar[str]
    says: ClassVar[Any] = ""
    public: ClassVar[bool] = False

    def told(self) -> Any:
        """The sentence for these very values: `says`, unless they ask for another."""
        return self.says

    def subject_id(self) -> int:
        return typing.cast(int, getattr(self, self.subject_kind))

    def to_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_json(cls: type[F], data: dict[str, Any]) -> F:
        """Read what `to_json` wrote; fields that an older release did not know take their defaults."""
        hints = _hints(typing.cast(Any, cls))
        return cls(**{name: _typed(value, hints[name]) for name, value in data.items() if name in hints})


@dataclass_transform(kw_only_default=True, frozen_default=True)
def fact(kind: str, *, about: str, says: Any = "", public: bool = False) -> Callable[[type[F]], type[F]]:
    """
    Declare a kind of event: `@fact("tickets.owner_changed", about="ticket", says=_("..."))`.

    `about` is the subject's kind and the field that holds its id. Raises ValueError when the name is taken.
    """

    def declare(cls: type[F]) -> type[F]:
        made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if kind in KINDS:
            raise ValueError(f"the event kind {kind} is taken by {KINDS[kind].__name__}")
        made.kind, made.subject_kind, made.says, made.public = kind, about, says, public
        KINDS[kind] = made
        return made

    return declare


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _typed(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is Decimal:
        return Decimal(value)
    if typing.get_origin(hint) is tuple:
        return tuple(value)
    return value
