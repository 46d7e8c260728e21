"""Registers what carries text messages."""

from ambasador.channels.sms.gateway import Gateway
from ambasador.channels.sms.smsapi import SmsApi

__all__ = ["Gateway", "SmsApi"]
