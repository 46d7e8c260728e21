"""
What is said about a ticket, and to whom.

Nouns: `Message` (between the customer and us), `Note` (among colleagues), `TaskMessage` (between the owner and the performer of a step),
`Attachment`, `ThreadReference` (which Message-IDs belong to which conversation).
Invariants: notes live in a table of their own that nothing outgoing reads, so a note cannot reach a customer; each incoming raw message
becomes at most one entry; a reply joins a conversation by its references or a signed address, by the number in its subject only when the
sender is known, and a sender we do not know is shown as such.
"""
