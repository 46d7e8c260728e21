"""
The operator's commands.

Every module of this package that has `add_commands(subparsers)` brings its commands; a command is a parser with
`set_defaults(run=function)`, where `function(arguments)` returns an exit code or None. Modules import models inside their
functions, never at the top: the address of the database is found, and Django set up, only after the command is known.
A command that uses no database says `set_defaults(needs_database=False)`; one that must not start our own server when
none runs says which exit code that gets: `set_defaults(without_server=75)`.
"""
