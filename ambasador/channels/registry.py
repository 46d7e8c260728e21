"""Which channels there are: every folder beside this module that has a `channel.py` registers itself."""

from functools import cache
from importlib import import_module
from pathlib import Path

from ambasador.channels.interface import CHANNELS, Channel

FOLDER = Path(__file__).parent


@cache
def channels() -> dict[str, Channel]:
    """Channels by code, in the order of their folders."""
    for module in sorted(FOLDER.glob("*/channel.py")):
        import_module(f"ambasador.channels.{module.parent.name}.channel")
    return CHANNELS


def channel_of(code: str) -> Channel:
    """Raises LookupError for a channel that is not installed."""
    return channels()[code]
