"""Starting, watching and ending processes so that none is left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
Blow = tuple[signal.Signals, float]


def command_of(pid: int) -> list[str]:
    """The command line of a living process, word by word; `[""]` when there is none or it is ending."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return [""]
    said = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return said.split() or [""]


def exists(pid: int) -> bool:
    """Whether the number is taken: by a living process, or by an ended one that its parent has not waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(process: subprocess.Popen[bytes], *blows: Blow) -> None:
    """Send each signal in turn and wait its seconds; at last SIGKILL. Returns when the process is gone."""
    for blow, patience in blows:
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(blow)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        process.kill()
        process.wait()


def end_by_id(pid: int, *blows: Blow) -> None:
    """As `end`, for a process that is not our child."""
    for blow, patience in (*blows, (signal.SIGKILL, 10.0)):
        with suppress(ProcessLookupError):
            os.kill(pid, blow)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if command_of(pid) == [""]:
                return
            time.sleep(0.02)


def die_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """
    A function to run in a new child, so that the kernel sends it `by` when `parent` is killed. None where that is not possible.

    The kernel watches the thread that starts the child: start children from the main thread.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork: the child must not import anything

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, by)
        if os.getppid() != parent:  # it died while we were being made
            os._exit(1)

    return tie


def tie_to_parent() -> None:
    """Let this very process end when the one that started it does."""
    tie = die_with_parent(os.getppid())
    if tie:
        tie()


def in_folder(folder: Path) -> list[int]:
    """Living processes whose current folder is `folder`; known on Linux only."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
    return found
