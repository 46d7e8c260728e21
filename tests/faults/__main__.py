"""
`bin/faults [--times 10] [--rate 5] [--seed N]`: kill -9 of every part of the running product while mail comes in.
`bin/faults import PATH [--kills 10]`: kill -9 of an import and of the worker, compared with a clean run.

Exit code 1 when anything is lost or duplicated, or is not up again within ten seconds.
"""

import argparse
import random
import sys
from pathlib import Path

from tests.faults.importing import compare_imports
from tests.faults.storm import Storm


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="repeats the moments and ways of a run")
    parser.add_argument("--times", type=int, default=10, help="how often each part is killed (10)")
    parser.add_argument("--rate", type=float, default=5.0, help="letters a second (5)")
    commands = parser.add_subparsers(dest="command", metavar="import")
    imports = commands.add_parser("import", help="an import killed again and again, compared with a clean one")
    imports.add_argument("path", type=Path, help="folder of messages")
    imports.add_argument("--kills", type=int, default=10, help="how often the import, and how often the worker is killed (10)")
    imports.add_argument("--seed", type=int, default=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    print(f"seed {arguments.seed}", flush=True)
    if arguments.command == "import":
        return compare_imports(arguments.path.resolve(), kills=arguments.kills, seed=arguments.seed)
    storm = Storm(times=arguments.times, rate=arguments.rate, seed=arguments.seed, tell=lambda line: print(line, flush=True))
    storm.run()
    print(storm.table(), flush=True)
    return 0 if storm.is_good() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
