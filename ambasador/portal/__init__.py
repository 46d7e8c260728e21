"""
Pages for people without an account: the task of a department or partner [O3] and the customer's page of a case [C6].

The address carries a signed token and nothing else opens the page; what it shows goes through the same access door as every screen, for
the actor the link is bound to. Invariants: reading changes nothing, so mail scanners and previews may fetch what they like; a forged
address is a plain 404; an ended one says so and whom to ask; nothing of colleagues, notes or other cases is ever on these pages.
"""
