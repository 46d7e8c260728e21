"""
How long things still take, learned from what happened: quantiles of the remaining time of a case at every point of its route.

Nouns: `Log` (cases and their events, from a file or from the journal), `Rows` (one row per moment at which somebody could ask "when?":
what was known then, and what came true), `Model` (rows in, quantiles of the remaining days out), `Trail` (how the ranges are kept honest
by what came true lately). Open cases count: what is not over yet is known to take at least as long as it took so far. Knows no Django
and no clock: the moment up to which things are known is an argument.
"""
