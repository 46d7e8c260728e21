"""Where carriers bring what they have for a line: text messages, delivery reports, messages of messengers, calls."""
