"""Ports of this machine: which are free."""

import socket


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """Whether somebody could listen there now. A socket that others share (SO_REUSEPORT) counts as taken."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def next_free(wanted: int, address: str = "127.0.0.1", tries: int = 50) -> int:
    """`wanted`, or the first free one after it. Raises OSError when so many are taken."""
    for port in range(wanted, min(wanted + tries, 65536)):
        if is_free(port, address):
            return port
    raise OSError(f"no free port from {wanted} on")
