"""`predict`: what the learning of times is worth, on any event log."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ambasador.promises.learning.evaluation import Report, Score


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("predict", help="evaluate the prediction of remaining times on an event log")
    commands = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    evaluate = commands.add_parser("evaluate", help="learn from the older cases of a CSV log, test on the newer ones")
    evaluate.add_argument("log", type=Path, metavar="LOG.csv", help="columns case, activity, timestamp, and if you have them resource and others; .gz too")
    evaluate.add_argument("--split", choices=["hold-out", "strict", "both"], default="both", help="strict: knows only what was known when the test began")
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    evaluate.set_defaults(run=_evaluate, needs_database=False)


def _evaluate(arguments: Any) -> int:
    from ambasador.promises.learning.evaluation import evaluate
    from ambasador.promises.learning.log import UnreadableLog, read_log

    try:
        log = read_log(arguments.log)
    except UnreadableLog as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{log.cases} cases, {len(log.at)} events, {log.activity.max() + 1} activities, {log.resource.max() + 1} resources;"
          f" attributes used: {', '.join([*log.words, *log.numbers]) or 'none'}")  # fmt: skip
    reports = []
    for split in ["hold-out", "strict"] if arguments.split == "both" else [arguments.split]:
        try:
            reports.append(evaluate(log, strict=split == "strict"))
        except ValueError:
            print(f"\n{split}: too few cases of three and more events.")
            return 1
        print("\n".join(lines_of(reports[-1])))
    if arguments.json:
        arguments.json.write_text(json.dumps([dataclasses.asdict(report) for report in reports], indent=1), encoding="utf-8")
    return 0


def lines_of(report: "Report") -> list[str]:
    """The report as a table for people; days, and shares in percent."""
    tried = ", ".join(f"{name} {loss:.3f}" for name, loss in sorted(report.tried.items(), key=lambda item: item[1]))
    head = f"{'days':<20}{'MAE':>8}{'at 2nd':>8}{'pinball':>9}   {'range 50/80/95 holds':<22}{'came by P50/P80/P95':<22}{'width 80':>8}"
    return [
        "",
        f"{report.split}: learned from {report.learned} of {report.cases} cases ({report.open} still open), {report.asked} questions, {report.seconds:.0f} s",
        f"  chosen: {report.chosen} (pinball on the part not seen: {tried})",
        head,
        *(_line(score) for score in report.scores),
    ]


def _line(score: "Score") -> str:
    line = f"{score.name:<20}{score.mae:>8.2f}{'' if score.mae_at_second is None else format(score.mae_at_second, '.2f'):>8}"
    if score.ranges is None or score.promises is None:
        return line
    held, came = (" / ".join(f"{100 * share:.1f}" for share in shares.values()) for shares in (score.ranges, score.promises))
    return f"{line}{score.pinball:>9.3f}   {held:<22}{came:<22}{score.width:>8.2f}"
