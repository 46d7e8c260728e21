"""What each worker process of the web server loads, and the server itself does not."""

from ambasador.cli import processes
from ambasador.config.asgi import application

__all__ = ["application"]

processes.tie_to_parent()  # a worker must not outlive its server, holding the port
