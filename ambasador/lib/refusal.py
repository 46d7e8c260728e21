"""Refusals: the anticipated ways in which a verb says no."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """
    A verb declines, and says why in a sentence fit for the person reading it.

    `code` is stable and used by interfaces and tests; `sentence` is a translatable text with named placeholders,
    filled from the keyword arguments. Nothing was changed when this is raised.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[Any] = ""

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


class NotAllowed(Refused):
    """The actor may not do this."""

    code = "not_allowed"
    sentence = _("Your role does not allow this. Ask your team lead or an administrator.")


class Conflict(Refused):
    """Somebody else changed the thing meanwhile; the reader's text is kept."""

    code = "conflict"
