"""
Bytes in and out: what arrives is kept before it is understood, what leaves waits in an outbox until somebody took it.

Nouns: `Mailbox` (where messages come from), `RawInput` (one message exactly as it arrived), `OutboxMessage` (one message on its
way out), `StoredFile` (content kept once, named by its SHA-256). A channel is a folder of its own (`email/`).
Invariants: a raw input is committed before anybody is told that it was accepted; the same message of one mailbox is kept
once; what cannot be understood stays visible and can be replayed; an outgoing message has one Message-ID for ever, is
written in the transaction of its reason and is never sent under another one. Only `outreach` may put anything into `outbox`.
"""
