"""
People who log in: agents and leads of the contact centre, members of departments, administrators.

Nouns: `User`, `Leaving` (somebody goes: gets no new tickets, gives theirs into other hands), `SignInLink` (one use, short life),
`SignInAttempt` (for throttling). Invariants: an e-mail address belongs to one
user whatever its letter case; a sign-in link works once; a deactivated user is out at once; somebody who still answers
for open tickets cannot be deactivated (a trigger of `tickets` refuses it).
"""
