"""What the clock does to tickets."""

from procrastinate.contrib.django import app

from ambasador.tickets.verbs import nudge_steps


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.tickets.tasks.remind", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Every minute: reminders and escalations whose moment has come."""
    nudge_steps()
