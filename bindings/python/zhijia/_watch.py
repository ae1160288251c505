"""A listener of the library as an asynchronous iterator."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Sink(Generic[T]):
    """Where a listener puts what the library tells it. Called on threads of the library."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[tuple[T] | None] = asyncio.Queue()

    def emit(self, value: T) -> None:
        """Hands one value over."""
        self._put((value,))

    def end(self) -> None:
        """The library has told everything."""
        self._put(None)

    def _put(self, item: tuple[T] | None) -> None:
        # A loop that has been closed has nobody left to tell.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    async def values(self) -> AsyncIterator[T]:
        """What was handed over, until the end."""
        while (item := await self._queue.get()) is not None:
            yield item[0]


@asynccontextmanager
async def watching(start: Callable[[Sink[T]], Callable[[], None]]) -> AsyncIterator[AsyncIterator[T]]:
    """Runs a watch for as long as the ``async with`` block.

    ``start`` gets the sink that the listener writes to and returns what ends the watch.
    """
    sink: Sink[T] = Sink(asyncio.get_running_loop())
    end = start(sink)
    try:
        yield sink.values()
    finally:
        end()
