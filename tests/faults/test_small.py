"""The small storm: every part of the real product killed once while mail comes in. `bin/faults` is the long one."""

import pytest

from tests.faults.storm import Storm

pytestmark = [pytest.mark.slow, pytest.mark.req("I3"), pytest.mark.req("I4")]


def test_nothing_accepted_is_lost_or_doubled_when_every_part_is_killed_once() -> None:
    """How fast all is up again is measured by `bin/faults` on a quiet machine; here it only must be."""
    said: list[str] = []
    storm = Storm(times=1, rate=2.0, seed=20261125, patience=180.0, tell=said.append)
    storm.run()
    assert storm.count.wrong == [], "\n".join(said)
    assert all(blow.is_survived for blow in storm.blows), "\n".join(said)
    assert storm.count.accepted == storm.count.kept == storm.count.tickets > 0
    assert storm.count.outgoing["sent"] >= storm.count.accepted
