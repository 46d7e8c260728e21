"""
The ticket and its route as one whole: owner, steps, obstacles, deviations, closing.

Nouns: `Ticket` (one need of one customer), `Step` (a part of its route), `Ownership` (who answered for it, from when to when),
`Handover` (offered, then accepted or declined), `Turn` (whose minutes these are), `Obstacle`, `Deviation`, `IntakeQueue`,
`TaskLink` and `CaseLink` (the doors of people without an account), `TicketLink` (a ticket that follows another).
Invariants, kept by the database as well: an open ticket has one active owner from the contact centre, or stands in an intake
queue with a clock; an owner changes only by a first assignment, an accepted hand-over or a recorded take-over; the turns of a
ticket follow one another without gap or overlap from its opening on.
"""
