"""Intake: tickets without an owner, mail that could not be taken in, and the mailboxes."""
