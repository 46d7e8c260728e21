"""
The append-only memory of the whole system.

Nouns: `Event` (what happened, to which subject, by which actor, when), `Fact` (the typed content of one kind of event),
`Actor` (who acts: a user, a person without an account, a customer, a rule, a clock), `Pending` (a reaction not yet done).
Invariants: events are never changed nor deleted (a database trigger refuses it); an event and the state it tells of are
written in one transaction; each reaction to an event happens exactly once, because the mark that it is pending is deleted
in the transaction of its effects. Subjects and actors are known only by kind and id.
"""
