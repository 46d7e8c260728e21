"""
Customers, employees and partners who report something: who they are, how to reach them, what they have.

Nouns: `Customer` (a person or a firm), `ContactPoint` (one address, number or messenger identity; belongs to exactly one customer) and
`Purchase` (a product or service they have). Invariants: a contact point is stored in one normalised form and is nobody else's, so the
same address written by two messages at once still finds one customer; a firm has no firm; nobody is merged into themselves. Facts are
asked of the customer once: what stands here is known [I6, C3].
"""
