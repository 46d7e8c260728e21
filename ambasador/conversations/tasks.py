"""What the clock does in conversations: the letters of reminders, calls that nobody answered."""

from procrastinate.contrib.django import app

from ambasador.conversations import queries
from ambasador.conversations.verbs import miss_call, remind_customer, send_digest
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock

AT_ONCE = 500


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.conversations.tasks.send_reminders", queueing_lock="send_reminders")
def send_reminders(timestamp: int) -> None:
    """Every minute: a letter to each customer who is reminded, one to each colleague, department and partner with what was collected."""
    for notice in queries.customers_to_remind()[:AT_ONCE]:
        remind_customer(notice, by=CLOCK)
    for kind, number in queries.recipients_to_tell(clock.now())[:AT_ONCE]:
        send_digest(kind, number, by=CLOCK)


@app.periodic(cron="* * * * * */5")
@app.task(name="ambasador.conversations.tasks.find_missed_calls", queueing_lock="find_missed_calls")
def find_missed_calls(timestamp: int) -> None:
    """Every five seconds: calls that nobody answered become work for somebody."""
    for call in queries.missed_calls(clock.now())[:AT_ONCE]:
        miss_call(call, by=CLOCK)
