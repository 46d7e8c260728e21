"""The window of the chat: its page for a frame, its script, and what they ask."""
