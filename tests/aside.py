"""Asynchronous scenes played in a thread of their own: the thread of the tests may already be inside playwright's loop."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Like `asyncio.run`, from any thread."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, scene).result()
