"""
The customer's page of a case, behind a signed link: who looks after it, where it is, when it will be solved, what we need. [C6, O6]

Only what is public is ever asked for: stages (never the names of steps), the promise, the customer's own verified messages, our letters
that have left, and what a performer wrote for the customer to read.
"""
