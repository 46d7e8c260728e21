"""
Who the company is: the contact centre, departments, partner firms, their people, their working hours, and who can decide what.

Nouns: `Calendar` (working hours, breaks, public holidays, own days), `Unit` (the centre, a department, a partner firm), `Person` (somebody
of a unit, with or without an account), `Absence` (with a deputy), `Competence` (what somebody can decide or knows) and `CompetenceProvider`
(who provides it, in which order, who stands in). Invariants: absences of one person never overlap; a person belongs to one unit and to at
most one account; a unit's escalation line never comes back to the unit; every change of a calendar gives it another `version`, so
working time computed from an older one is never used again.
"""
