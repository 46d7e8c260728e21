"""
One box that finds everything the reader may see [K1].

Nouns: `SearchDocument` (what can be found of one subject: its words as lexemes, its numbers as text), `SearchWord` (a word that stands in
some document, for mistyped ones) and `Searchable` (how an app says what of it can be found and by whom, declared in that app's
`search.py`). Invariants: one document per subject; a reader's results never hold a subject that its app would not show them; indexing
again gives the same document.
"""
