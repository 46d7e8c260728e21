"""Telegram: a bot of the organisation. The channel that docs/writing-a-channel.md takes apart."""
