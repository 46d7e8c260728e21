"""Background entry points of the command line's own doings: the life of the demo company."""

from django.conf import settings
from procrastinate.contrib.django import app

if settings.DEMO:

    @app.periodic(cron="* * * * *")
    @app.task(name="ambasador.cli.tasks.live", queueing_lock="live")
    def live(timestamp: int) -> None:
        """Every minute: perhaps one thing happens in the demo company. Done twice, two things happen; neither harms."""
        from ambasador.cli.demo.life import live_a_minute

        live_a_minute()
