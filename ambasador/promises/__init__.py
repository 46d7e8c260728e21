"""
Every time told or owed to a customer: the predicted range, the statutory clock, their history, and the sentence that says it all.

Nouns: `Promise` (one version of the range: earliest, likely, latest; on what basis; why it replaced the one before), `StatutoryClock`
(a deadline set by law, which no pause stops). Invariants: one promise of a ticket is current; promises are never changed, only replaced;
each replacement has a reason; a statutory clock depends on the day the ticket was opened and on nothing else.
"""
