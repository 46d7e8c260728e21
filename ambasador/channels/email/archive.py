"""Messages out of archives: a folder of files, a maildir, an mbox. Streams; memory holds one message at a time."""

import re
from collections.abc import Iterator
from pathlib import Path

MAX_MESSAGE = 200 * 1024 * 1024
_FROM_LINE = re.compile(rb"From \S+ +(?:\S+ +)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,80}\d{4}.{0,20}\r?\n?")
_ESCAPED = re.compile(rb">+From ")


def files_of(path: Path) -> list[Path]:
    """The files of an archive in a stable order, so that an interrupted import goes on where it was. Raises FileNotFoundError."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"there is nothing at {path}")
    found = (file for file in path.rglob("*") if file.is_file() and not _is_foreign(file.relative_to(path)))
    return sorted(found)


def _is_foreign(file: Path) -> bool:
    """Half-delivered messages of a maildir, and the housekeeping files of mail programs."""
    return "tmp" in file.parts[:-1] or any(part.startswith(".") and part != "." for part in file.parts[-1:]) or file.name == "maildirfolder"


def messages_of(file: Path) -> Iterator[bytes]:
    """
    The messages in a file: one, or as many as its mbox `From ` lines begin.

    Such a line counts at the very beginning or after an empty line, and only when it looks like a mail server's: sender, day,
    time and year. It is not part of the message; neither is the `>` that an archive put before a text's own `From `.
    """
    with file.open("rb") as lines:
        message: list[bytes] = []
        size, was_empty, is_mbox = 0, True, False
        for line in lines:
            if was_empty and line.startswith(b"From ") and (_FROM_LINE.fullmatch(line) or (not message and not is_mbox)):
                if any(part.strip() for part in message):
                    yield b"".join(message)
                message, size, was_empty, is_mbox = [], 0, False, True
                continue
            size += len(line)
            if size <= MAX_MESSAGE:
                message.append(line[1:] if is_mbox and _ESCAPED.match(line) else line)
            was_empty = not line.strip()
        if any(part.strip() for part in message):
            yield b"".join(message)
