"""E-mail as a channel: reading any message without falling over, writing correct ones, and the protocols that carry them."""

from ambasador.channels.email.files import Attachment
from ambasador.channels.email.parse import ParsedMessage, parse
from ambasador.channels.email.reply import split_reply

__all__ = ["Attachment", "ParsedMessage", "parse", "split_reply"]
