"""What happens when a running ticket goes over to another version of its procedure."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("tickets.moved_to_version", about="ticket", says=_("The ticket goes on by version %(number)s of its procedure."))
class MovedToVersion(Fact):
    """
    `steps` are those ahead as the version has them, as in RouteLaid: new ones and ones that were there; `replaced` were ahead and are
    skipped, `kept` are over or in work and stay as they are. `previous` is the version that the ticket had.
    """

    ticket: int
    version: int
    number: int
    previous: int
    steps: list[dict[str, Any]]
    replaced: list[int]
    kept: list[int]
