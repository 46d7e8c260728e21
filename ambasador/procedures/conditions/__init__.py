"""
Conditions of steps: a small safe language over what is known of a ticket, its customer and its data. [P1]

    amount > 500 and product in ("washer", "dryer")
    kwota > 500 i nie (klient.rodzaj = "firm" lub kanał jest znany)

Polish and English words may be mixed; names are the keys of the procedure's fields and the names in `names`. A comparison with what
is not known is neither true nor false (Kleene 1952, Introduction to Metamathematics, section 64), and a step is passed over only when
its condition is false: what nobody knows yet never makes a step disappear. Own tokens, own parser, own evaluator, no Django, bounded in
length and depth; every function takes time linear in the length of the text.
"""

from ambasador.procedures.conditions.checking import check
from ambasador.procedures.conditions.evaluating import holds
from ambasador.procedures.conditions.parsing import parse
from ambasador.procedures.conditions.saying import SAYS, in_words
from ambasador.procedures.conditions.tokens import LONGEST, ConditionError
from ambasador.procedures.conditions.tree import Node, names_in

__all__ = ["LONGEST", "SAYS", "ConditionError", "Node", "check", "holds", "in_words", "names_in", "parse"]
