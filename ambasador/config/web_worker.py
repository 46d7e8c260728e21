"""What each worker process of the web server loads, and the server itself does not."""

import threading

from ambasador.cli import processes
from ambasador.config.asgi import application
from ambasador.lib import lexemes

__all__ = ["application"]

READ_DICTIONARIES_AFTER = 8.0

processes.tie_to_parent()  # a worker must not outlive its server, holding the port
# the first search would wait seconds for the dictionaries; read at once, they would hold up the first page
_later = threading.Timer(READ_DICTIONARIES_AFTER, lexemes.warm_up)
_later.daemon = True
_later.start()
