"""Typed readers of environment variables; they fail loudly on nonsense. `NAME_FILE` names a file that holds a secret."""

import os
from pathlib import Path


class BadSetting(ValueError):
    """An environment variable holds something that cannot be used."""


def text(name: str, default: str = "") -> str:
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"{name} must be yes or no, not {value!r}")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def place(name: str, default: Path) -> tuple[Path, str, str]:
    """A folder, the name of a bucket and a prefix in it: `/srv/files` names the first, `s3://bucket/prefix` the others."""
    value = text(name) or str(default)
    if not value.startswith("s3://"):
        return Path(value), "", ""
    bucket, _slash, prefix = value.removeprefix("s3://").partition("/")
    if not bucket:
        raise BadSetting(f"{name} must be a folder or s3://bucket/prefix, not {value!r}")
    prefix = prefix.strip("/")
    return default, bucket, f"{prefix}/" if prefix else ""
