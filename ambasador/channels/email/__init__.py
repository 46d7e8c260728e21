"""E-mail as a channel: reading any message without falling over, writing correct ones, and the protocols that carry them."""
