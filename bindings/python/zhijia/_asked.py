"""What the library tells when it is asked: how far a call is, and its log."""

from collections.abc import AsyncIterator

from ._generated import zhijia_ffi as ffi


async def progress(call: ffi.CallHandle) -> AsyncIterator[ffi.CallProgress]:
    """How far the call is, until it is over. Steps are left out where the loop is slow."""
    while (step := await call.next_progress()) is not None:
        yield step


async def logs(level: ffi.LogLevel) -> AsyncIterator[ffi.LogLine]:
    """The library's log from now on, as far as it matters as much as ``level``. There is nothing personal in it."""
    watch = ffi.LogWatch(level)
    while (line := await watch.next()) is not None:
        yield line
