"""Where the data of this installation lives, and the secret that is made there on first use."""

import os
import secrets
from pathlib import Path

import platformdirs


def home_dir() -> Path:
    """The data folder: AMBASADOR_HOME, else .data in a checkout, else the user's data folder."""
    chosen = os.environ.get("AMBASADOR_HOME")
    if chosen:
        return Path(chosen).resolve()
    checkout = Path(__file__).resolve().parent.parent.parent
    if (checkout / "pyproject.toml").exists() and (checkout / "run").exists():
        return checkout / ".data"
    return Path(platformdirs.user_data_dir("ambasador", appauthor=False))


def secret_key(home: Path) -> str:
    """The signing key of this installation, made once and readable by its owner only."""
    path = home / "secret-key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(50)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key
