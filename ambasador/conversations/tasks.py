"""What the clock does to conversations."""

from procrastinate.contrib.django import app

from ambasador.conversations.verbs import addresses_to_tell, send_digest
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.conversations.tasks.send_digests", queueing_lock="send_digests")
def send_digests(timestamp: int) -> None:
    """Every minute: the digests whose time has come."""
    for address in addresses_to_tell(clock.now()):
        send_digest(address, by=CLOCK)
