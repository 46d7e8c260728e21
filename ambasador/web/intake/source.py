"""A message exactly as it arrived, made safe to look at: plain text, never markup."""

from dataclasses import dataclass

from ambasador.channels.models import RawInput

SHOWN_BYTES = 200_000


@dataclass(frozen=True)
class Source:
    """`text` is the beginning of the bytes; `left_out` how many bytes come after it; `is_lost` when the file is gone from the disk,
    `is_dropped` when it was kept long enough and deleted."""

    text: str
    left_out: int = 0
    is_lost: bool = False
    is_dropped: bool = False


def source_of(raw_input: RawInput) -> Source:
    """UTF-8, else Latin-1, which has a sign for every byte. Control characters that could disguise the text are shown as codes."""
    if raw_input.file is None:
        return Source("", is_dropped=True)
    try:
        raw = raw_input.read()
    except FileNotFoundError:
        return Source("", is_lost=True)
    part = raw[:SHOWN_BYTES]
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        text = part.decode("latin-1")
    return Source("".join(_seen(sign) for sign in text.replace("\r\n", "\n")), max(len(raw) - SHOWN_BYTES, 0))


def _seen(sign: str) -> str:
    if sign in "\n\t" or sign.isprintable():
        return sign
    return f"⟨{ord(sign):02X}⟩"
