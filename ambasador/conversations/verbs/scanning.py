"""What the virus scanner said of a file, told to every case that has it."""

from django.db import transaction
from django.db.models import F

from ambasador.channels.models import ScanState, StoredFile
from ambasador.channels.verbs import mark_scanned
from ambasador.conversations.events import FileSetAside
from ambasador.conversations.models import Attachment
from ambasador.conversations.verbs.writing import topics_of
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.tickets.models import Ticket

MOST_CASES = 500


@transaction.atomic
def note_scan(file: StoredFile, *, state: ScanState, found: str = "", by: Actor) -> bool:
    """
    Write down what the scanner said of a file; whether that is news.

    Records FileSetAside on each case that has the file, when something was found. Repeating it changes and records nothing.
    """
    if not mark_scanned(file, state=state, found=found):
        return False
    if state != ScanState.INFECTED:
        return True
    of = F("message__ticket"), F("note__ticket"), F("task_message__ticket")
    rows = Attachment.objects.filter(file=file).values_list("id", "name", *of).order_by("id")[:MOST_CASES]
    by_case = {next(filter(None, tickets)): (number, name) for number, name, *tickets in rows}
    for ticket in Ticket.objects.select_for_update().filter(pk__in=by_case).order_by("id"):
        attachment, name = by_case[ticket.id]
        record(FileSetAside(ticket=ticket.id, attachment=attachment, name=name, found=found), by=by, topics=topics_of(ticket))
    return True
