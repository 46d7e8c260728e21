import numpy as np
import pytest

from ambasador.promises.learning.evaluation import evaluate
from ambasador.promises.learning.rows import rows_of
from ambasador.promises.learning.seen import seen
from ambasador.promises.learning.spread import LEVELS, at_levels, level_of, weighted_quantiles
from ambasador.promises.learning.table import fit_table
from ambasador.promises.learning.tests.simulated import desk, waiting
from ambasador.promises.learning.trail import keep_honest, trail_of, true_levels, walk
from ambasador.promises.learning.trees import fit_forest

P80, P95 = LEVELS.tolist().index(0.8), LEVELS.tolist().index(0.95)


def came_by(known, new):
    quantiles = fit_table(known).quantiles(new)
    return [float((new.remaining <= quantiles[:, level]).mean()) for level in (P80, P95)]


@pytest.mark.req("N2")
def test_open_cases_count_and_a_model_of_closed_cases_alone_promises_too_early():
    draw = np.random.default_rng(4)
    history = waiting(draw.uniform(0, 60, 20_000), draw.lognormal(np.log(12), 0.9, 20_000))
    new = waiting(np.full(5_000, 60.0), draw.lognormal(np.log(12), 0.9, 5_000))
    assert (history.at + history.remaining > 60).mean() > 0.25

    p80, p95 = came_by(seen(history, until=60), new)
    assert 0.77 < p80 < 0.83
    assert 0.93 < p95 < 0.97
    p80, p95 = came_by(seen(history, until=60, counting_open=False), new)
    assert p80 < 0.72
    assert p95 < 0.88


def test_weighted_quantiles_are_those_of_repeated_values():
    quantiles = weighted_quantiles(np.array([0, 0, 2]), np.array([5.0, 1.0, 7.0]), np.array([1.0, 3.0, 1.0]), np.array([0.5, 0.75, 0.8]), 3)
    assert quantiles[0].tolist() == [1, 1, 5]
    assert np.isnan(quantiles[1]).all()
    assert quantiles[2].tolist() == [7, 7, 7]


def test_a_level_read_off_gives_back_its_value():
    quantiles = np.sort(np.random.default_rng(2).uniform(0, 9, (4, len(LEVELS))), axis=1)
    levels = np.array([0.005, 0.33, 0.5, 0.97])
    values = at_levels(quantiles, levels)[np.arange(4), np.arange(4)]
    assert level_of(quantiles, values) == pytest.approx(levels)


def test_a_range_that_was_too_narrow_is_widened_until_it_holds():
    draw = np.random.default_rng(3)
    truth, narrow = draw.exponential(10, 4_000), np.tile(10 * -np.log(1 - LEVELS) * 0.5, (4_000, 1))
    levels = true_levels(level_of(narrow[:2000], truth[:2000]), np.ones(2000, dtype=bool))
    widened = keep_honest(narrow, levels)
    assert (truth[2000:] <= narrow[2000:, P80]).mean() < 0.6
    assert 0.77 < (truth[2000:] <= widened[2000:, P80]).mean() < 0.83
    assert (np.diff(widened, axis=1) >= 0).all()


def test_ranges_follow_a_desk_that_slows_down():
    draw = np.random.default_rng(5)
    begins = np.sort(draw.uniform(0, 300, 6_000))
    rows = waiting(begins, draw.exponential(2, 6_000) * np.where(begins > 150, 2, 1))
    quantiles = np.tile(2 * -np.log(1 - LEVELS), (6_000, 1))
    kept = walk(trail_of(rows.take(begins < 60), quantiles[begins < 60]), rows.take(begins >= 60), quantiles[begins >= 60])
    late = begins[begins >= 60] > 200
    came = rows.remaining[begins >= 60] <= kept[:, P80]
    assert (rows.remaining <= quantiles[:, P80])[begins > 200].mean() < 0.62
    assert 0.76 < came[late].mean() < 0.84


def test_a_forest_sees_what_the_table_cannot():
    rows = rows_of(desk(450))
    old, new = rows.take(rows.case < 350), rows.take(rows.case >= 350)
    known = seen(old, until=float("inf"))
    error = [np.abs(fit(known).quantiles(new)[:, LEVELS.tolist().index(0.5)] - new.remaining).mean() for fit in (lambda k: fit_forest(k, lately=False), fit_table)]
    assert error[0] < error[1]


def test_the_strict_split_knows_only_what_was_known_and_the_free_one_everything():
    log = desk(250, days=60)
    free, strict = evaluate(log, strict=False), evaluate(log, strict=True)
    assert free.open == 0
    assert strict.open > 0
    assert (free.cases, free.learned, free.asked) == (strict.cases, strict.learned, strict.asked) == (250, 200, 100)
    assert {score.name for score in free.scores} == {"mean", "median", "table", "model", "model, set once", "model, kept honest"}
    assert free.chosen == "table"
