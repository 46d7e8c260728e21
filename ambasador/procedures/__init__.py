"""
The versioned standard for a kind of ticket: the template a route starts from. It guides and never cages.

Nouns: `Procedure` (a kind of ticket), `ProcedureVersion` (draft -> published -> retired), `ProcedureStep` (who, what, how long, after which
others, under which condition), `ProcedureField` (a piece of data that its steps need or supply). Invariants: a published version never
changes; one version of a procedure is in force at a time; the steps of a version form a graph without loops; what they ask for agrees
with its fields; a ticket keeps the version it began with.
"""
