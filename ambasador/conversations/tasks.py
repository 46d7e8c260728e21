"""What the clock does in conversations: the letters of reminders, calls that nobody answered."""

import logging
from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from ambasador.channels.models import ScanState, StoredFile
from ambasador.channels.queries import files_to_scan
from ambasador.channels.scanning import examine
from ambasador.conversations import queries
from ambasador.conversations.verbs import miss_call, note_scan, remind_customer, send_digest
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock

AT_ONCE, SCANS_AT_ONCE, SCAN_PATIENCE = 500, 50, timedelta(minutes=1)
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.conversations.tasks.send_reminders", queueing_lock="send_reminders")
def send_reminders(timestamp: int) -> None:
    """Every minute: a letter to each customer who is reminded, one to each colleague, department and partner with what was collected."""
    for notice in queries.customers_to_remind()[:AT_ONCE]:
        remind_customer(notice, by=CLOCK)
    for kind, number in queries.recipients_to_tell(clock.now())[:AT_ONCE]:
        send_digest(kind, number, by=CLOCK)


@app.task(name="ambasador.conversations.tasks.scan_file")
def scan_file(sha256: str) -> None:
    """Ask the virus scanner about one file. While it is down the file waits, and `sweep_scans` asks again."""
    file = StoredFile.objects.filter(pk=sha256, scan=ScanState.WAITING).first()
    if file is None or not settings.CLAMAV:
        return
    try:
        verdict = examine(file.pieces())
    except OSError as error:  # the scanner is down, or the content was lost
        log.warning("a file was not checked for viruses and waits: %s", error)
        return
    note_scan(file, state=verdict.state, found=verdict.found, by=CLOCK)


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.conversations.tasks.sweep_scans", queueing_lock="sweep_scans")
def sweep_scans(timestamp: int) -> None:
    """Every minute: files that still wait for the scanner; the first that it does not answer ends the round."""
    for sha256 in files_to_scan(clock.now() - SCAN_PATIENCE).values_list("pk", flat=True)[:SCANS_AT_ONCE]:
        scan_file(sha256=sha256)
        if StoredFile.objects.filter(pk=sha256, scan=ScanState.WAITING).exists():
            return


@app.periodic(cron="* * * * * */5")
@app.task(name="ambasador.conversations.tasks.find_missed_calls", queueing_lock="find_missed_calls")
def find_missed_calls(timestamp: int) -> None:
    """Every five seconds: calls that nobody answered become work for somebody."""
    for call in queries.missed_calls(clock.now())[:AT_ONCE]:
        miss_call(call, by=CLOCK)
