"""Background entry points of channels: send what is due, sweep up what a killed sender left, replay what waits for another attempt."""

from django.db.models import Q
from procrastinate.contrib.django import app

from ambasador.channels.models import OutboxMessage, OutboxState, RawInput, RawInputState
from ambasador.channels.sending import send_one
from ambasador.channels.verbs import replay_raw_input
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock

AT_ONCE = 200


@app.task(name="ambasador.channels.tasks.send_message")
def send_message(message: int) -> None:
    """Send one message if it is due and nobody else has it; otherwise nothing."""
    send_one(message)


@app.periodic(cron="* * * * * */15")
@app.task(name="ambasador.channels.tasks.sweep_outbox", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Every fifteen seconds: messages that are due although their job was lost, and those whose sender died."""
    now = clock.now()
    due = Q(state=OutboxState.WAITING, next_try_at__lte=now) | Q(state=OutboxState.SENDING, lease_until__lte=now)
    for message in OutboxMessage.objects.filter(due).order_by("next_try_at").values_list("id", flat=True)[:AT_ONCE]:
        send_one(message)


@app.periodic(cron="* * * * * */20")
@app.task(name="ambasador.channels.tasks.replay_waiting", queueing_lock="replay_waiting")
def replay_waiting(timestamp: int) -> None:
    """Every twenty seconds: raw inputs whose next attempt is due."""
    due = RawInput.objects.filter(state=RawInputState.KEPT, next_try_at__lte=clock.now())
    for raw_input in due.order_by("next_try_at")[:AT_ONCE]:
        replay_raw_input(raw_input, by=CLOCK)
