"""`test`: every check of the project, for developers and for CI alike. Works in a checkout only."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ambasador

ROOT = Path(ambasador.__file__).resolve().parent.parent
CHECKS: dict[str, list[str]] = {
    "style": ["-m", "ruff", "check", "--quiet", "."],
    "layers": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    "types": ["-m", "mypy", "ambasador"],
    "migrations": ["-m", "ambasador", "manage", "makemigrations", "--check", "--dry-run", "--verbosity", "1"],
}
WORKERS = min((os.cpu_count() or 1) + 1, 5)  # one more than cores: a third of what a test takes is waiting for browsers and processes
SIDE_BY_SIDE = ["-n", str(WORKERS), "--dist", "loadscope", "--no-loadscope-reorder"]  # a module's tests stay together
CHROMIUM = "apt-get install -y --no-install-recommends chromium"


def add_commands(subparsers: Any) -> None:
    if not (ROOT / "pyproject.toml").exists():
        return
    parser = subparsers.add_parser("test", help="all checks and tests of the project")
    parser.add_argument("which", nargs="?", choices=["all", "fast", "lint"], default="all", help="fast: without browser and slow tests")
    parser.add_argument("words", nargs="*", help="further words for pytest, after --")
    parser.set_defaults(run=_test, needs_database=False)


def _test(arguments: Any) -> int:
    """Checks first, each told with its time; pytest last, so that its closing line is the last one. Nothing hides a failure."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        passed = threads.map(_passes, CHECKS, CHECKS.values())
    failed = [name for name, is_well in zip(CHECKS, passed, strict=True) if not is_well]
    if failed:
        print(f"Failed: {', '.join(failed)}", flush=True)
    if arguments.which == "lint":
        return 1 if failed else 0
    words = ["-m", "not e2e and not slow"] if arguments.which == "fast" else []
    if arguments.which == "all":
        _provide_chromium()
    tests = subprocess.run([sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *words, *arguments.words], cwd=ROOT, env=_environment(), check=False)
    return tests.returncode or (1 if failed else 0)


def _passes(name: str, words: list[str]) -> bool:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(f"{name:<11} {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _provide_chromium() -> None:
    """The browser tests need Debian's Chromium: root gets it, others are told how; without it those tests are skipped."""
    if os.environ.get("AMBASADOR_CHROMIUM") or shutil.which("chromium"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests ...", flush=True)
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(CHROMIUM.split(), env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **quiet)
    if not shutil.which("chromium"):
        print(f"Chromium is missing, so the browser tests are skipped. As root: {CHROMIUM}", flush=True)
