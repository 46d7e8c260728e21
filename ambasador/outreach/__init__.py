"""
The ledger of every outbound contact, and the gate before the outbox.

Nouns: `Contact` (one message somebody wanted to send: to whom, why, about which matter, allowed, held or refused, and for
what reason). Invariants: nothing is put into the outbox except by `send_contact` and `release_contact`; every attempt leaves
a row, also a refused one; what machines send by themselves is limited per address, what a person writes is let through.
"""
