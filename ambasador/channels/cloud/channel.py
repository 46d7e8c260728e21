"""Registers the two messengers."""

from ambasador.channels.cloud.messenger import Messenger
from ambasador.channels.cloud.whatsapp import WhatsApp

__all__ = ["Messenger", "WhatsApp"]
