"""The storm: mail comes in, parts are killed in turn, and at the end everything is counted."""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.blows import PARTS, Blow, strike
from tests.faults.counting import Count, count, wait_until_quiet
from tests.faults.post import Sink, Stream
from tests.faults.product import DidNotHappen, Product

MOST_SECONDS = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 6.0


class Storm:
    """One run. `blows` and `count` hold what came of it; `is_good()` whether all is as promised."""

    def __init__(self, *, times: int, rate: float, seed: int, patience: float = 420.0, tell: Callable[[str], None] = print) -> None:
        self.times, self.rate, self.seed, self.patience, self.tell = times, rate, seed, patience, tell
        self.chance = random.Random(seed)
        self.blows: list[Blow] = []
        self.count = Count()
        self.quiet_after = 0.0

    def run(self) -> None:
        """Everything from the start of the product to its end. Raises DidNotHappen when it does not even start."""
        with tempfile.TemporaryDirectory(prefix="ambasador-faults-") as folder:
            sink = Sink()
            product = Product(Path(folder) / "home", AMBASADOR_SMTP_URL=sink.url)
            sink.start()
            try:
                self.tell(f"started after {product.start():.1f} s, load {_load()}")
                made = product.run("tests.faults.company")
                if made.returncode:
                    raise DidNotHappen(made.stderr)
                self._storm(product, sink)
            finally:
                product.stop()
                sink.stop()

    def is_good(self) -> bool:
        return not self.count.wrong and not self.slow()

    def slow(self) -> list[Blow]:
        return [blow for blow in self.blows if blow.recovery > MOST_SECONDS]

    def _storm(self, product: Product, sink: Sink) -> None:
        stream = Stream(product.smtp_port, self.rate, self.seed)
        stream.start()
        for _turn in range(self.times):
            for part in PARTS:
                time.sleep(self.chance.uniform(SHORTEST_PAUSE, LONGEST_PAUSE) if self.times > 1 else 1.0)
                blow = strike(product, part, self.chance)
                self.blows.append(blow)
                signs = ", ".join(f"{name} {seconds:.1f}" for name, seconds in blow.seconds.items())
                self.tell(f"{len(self.blows):>3} {part:<9}({blow.way}): up again after {blow.recovery:.1f} s ({signs}), load {_load()}")
        all_accepted = stream.finish(60)
        self.quiet_after, left = wait_until_quiet(product, self.patience)
        self.count = count(product, stream, sink)
        if not all_accepted:
            self.count.wrong.append(f"{stream.written - len(stream.accepted)} letters were put off to the end")
        if any(left):
            raw, marks, jobs, letters = left
            self.count.wrong.append(f"not quiet: {raw} raw inputs, {marks} reactions, {jobs} jobs, {letters} letters are still on their way")
        said = ", ".join(f"{name} {times}" for name, times in sorted(stream.attempts.items()))
        self.tell(f"{stream.written} letters written, attempts: {said}; quiet {self.quiet_after:.1f} s after the last, load {_load()}")

    def table(self) -> str:
        """The result as it stands in docs/faults.md."""
        lines = [f"{'fault':<12}{'times':>6}{'survived':>10}{'median s':>10}{'worst s':>9}"]
        for part in PARTS:
            own = [blow for blow in self.blows if blow.part == part]
            seconds = [blow.recovery for blow in own] or [0.0]
            survived = sum(blow.is_survived for blow in own)
            lines.append(f"{part:<12}{len(own):>6}{survived:>10}{statistics.median(seconds):>10.1f}{max(seconds):>9.1f}")
        c = self.count
        lines += [
            f"incoming: {c.accepted} answered 250, {c.kept} kept, {c.tickets} tickets",
            f"outgoing: {', '.join(f'{state} {times}' for state, times in sorted(c.outgoing.items()))}; the other server took {c.taken_by_sink}, "
            f"{c.repeated_same_id} of them again under the same Message-ID",
            f"lost {c.lost}, duplicated {c.duplicated}",
        ]
        lines += [f"WRONG: {line}" for line in c.wrong]
        lines += [f"SLOW: {blow.part} ({blow.way}) needed {blow.recovery:.1f} s" for blow in self.slow()]
        return "\n".join(lines)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
