"""Lets the interpreter end only when no thread of the library is inside Python.

A coroutine that waits for the library is woken by a call into Python on one of the library's threads. asyncio can go on
in the middle of that call, and a short script is then over before the call is. CPython before 3.14 ends a thread that
asks for a dying interpreter, which unwinds through Rust and aborts the process: with everything done, the exit code is
134. The generated code has no end that can be waited for, so its one callback is replaced by one that says, until its
last step, that it is running.
"""

import atexit
import time

from ._generated import zhijia_ffi

# Who waits for a call, by the number that the library gives back; `None` while the call is running. These are the
# generated code's own entries: it adds them, and nothing but the callback takes them out.
_waiting = zhijia_ffi._UniffiContinuationHandleMap._map


@zhijia_ffi._UNIFFI_RUST_FUTURE_CONTINUATION_CALLBACK
def _wake(number: int, code: int) -> None:
    loop, future = _waiting[number]
    _waiting[number] = None
    try:
        loop.call_soon_threadsafe(zhijia_ffi._uniffi_set_future_result, future, code)
    finally:
        # No call comes after this, so the interpreter is not asked for again.
        del _waiting[number]


def _wait() -> None:
    """Waits for the calls that are running or on their way; a future that is still open has none."""
    while any(entry is None or entry[1].done() for entry in list(_waiting.values())):
        time.sleep(0.001)


zhijia_ffi._uniffi_continuation_callback = _wake
atexit.register(_wait)
