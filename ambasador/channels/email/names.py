"""Names of attachments as they may be shown and saved anywhere."""

import mimetypes
import re
import unicodedata

MAX_NAME = 120
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f<>:\"|?*\u2028\u2029]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def safe_name(name: str, *, media_type: str, number: int) -> str:
    """
    A file name without path, control characters, marks that turn the reading direction, device names or leading dots, at
    most 120 characters with its ending kept; `attachment-<number>` with a fitting ending when nothing remains.
    """
    name = name[-2000:].replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"})
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", name)).strip(" .")
    if not name:
        ending = mimetypes.guess_extension(media_type) or ".bin"
        return f"attachment-{number}{'.eml' if media_type == 'message/rfc822' else ending}"
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name) > MAX_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}" if dot and 0 < len(ending) <= 12 else name[:MAX_NAME]
    return name
