"""
`bin/bench [TICKETS]`: a throw-away database, a seeded company, a table of times.

`bin/bench assigning [TICKETS]` measures the choice of first owners among as many open tickets.
`bin/bench nudges [TICKETS]` measures reminders and changed working hours among as many open steps, `bin/bench time [CASES]` working time itself,
`bin/bench intake [TICKETS]` how many messages a second a worker takes in.
"""

import os
import sys
import time

import tests.environment  # starts the throw-away server and sets DATABASE_URL before Django reads it


def main(tickets: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ambasador.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench.pages import RUNS, addresses, measure
    from tests.bench.seed import seed

    begun = time.monotonic()
    call_command("migrate", verbosity=0)
    seed(tickets)
    print(f"{tickets} tickets seeded in {time.monotonic() - begun:.0f} s; each page asked {RUNS} times in this process, milliseconds of server time")
    print(f"{'page':<22}{'median':>9}{'p95':>9}{'queries':>9}{'kB':>7}  status")
    for name, address, user in addresses():
        median, p95, queries, size, status = measure(address, user)
        print(f"{name:<22}{median:>9.1f}{p95:>9.1f}{queries:>9}{size / 1024:>7.1f}  {status}", flush=True)
    return 0


def assigning(tickets: int) -> int:
    _seeded(tickets)
    from tests.bench.assigning import measure

    measure()
    return 0


def nudges(tickets: int) -> int:
    _seeded(tickets)
    from tests.bench.late import measure

    measure()
    return 0


def intake(tickets: int) -> int:
    _seeded(tickets)
    from tests.bench.intake import measure

    measure()
    return 0


def working_time(cases: int) -> int:
    from tests.bench.working_time import measure

    measure(cases)
    return 0


def _seeded(tickets: int) -> None:
    """A company with so many tickets, all of them open."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ambasador.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench.seed import seed

    call_command("migrate", verbosity=0)
    seed(tickets, share_closed=0)


if __name__ == "__main__":
    words = sys.argv[1:]
    run = {"assigning": assigning, "nudges": nudges, "time": working_time, "intake": intake}.get(words[0] if words else "", main)
    numbers = [int(word) for word in words if word.isdigit()]
    try:
        code = run(numbers[0] if numbers else 100_000)
    finally:
        tests.environment.pytest_unconfigure()
    sys.exit(code)
