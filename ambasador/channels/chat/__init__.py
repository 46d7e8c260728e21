"""Web chat: a small window on a web page; what is written there is a conversation of a case."""
