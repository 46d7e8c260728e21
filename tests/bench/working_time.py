"""How many due times are counted in a second, and how many random cases agree with a counter of minutes."""

import random
import time as stopwatch
from datetime import UTC, datetime, timedelta

from ambasador.lib.tests.by_minutes import disagreements
from ambasador.lib.tests.test_business_time import NEW_YORK_BREAK, NIGHT, WARSAW

ADDS = 200_000


def measure(cases: int) -> None:
    chosen = random.Random(20261126)
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chosen.randrange(500_000)) for _each in range(ADDS)]
    print(f"{ADDS} due times, a second of one core each; calendars of a week with Saturdays, of nights, of breaks and own days")
    for name, calendar in (("Warsaw", WARSAW), ("nights", NIGHT), ("New York", NEW_YORK_BREAK)):
        calendar.add(moments[0], minutes=1)
        begun = stopwatch.process_time()
        for moment in moments:
            calendar.add(moment, minutes=480)
        one_by_one = ADDS / (stopwatch.process_time() - begun)
        begun = stopwatch.process_time()
        calendar.add_many([(moment, 480) for moment in moments])
        many = ADDS / (stopwatch.process_time() - begun)
        begun = stopwatch.process_time()
        for moment in moments:
            calendar.between(moments[0], moment)
        print(f"{name:<10} add {one_by_one:>9,.0f}   add_many {many:>9,.0f}   between {ADDS / (stopwatch.process_time() - begun):>9,.0f}")
    begun = stopwatch.monotonic()
    wrong = list(disagreements(cases, seed=random.SystemRandom().randrange(2**32)))
    print(f"{cases} random cases against a counter of minutes in {stopwatch.monotonic() - begun:.0f} s: {len(wrong)} differ")
    for line in wrong[:10]:
        print(line)
