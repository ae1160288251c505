"""The probe's numbers as an asynchronous iterator."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from ._generated.zhijia_ffi import Probe, TickListener
from ._watch import Sink, watching


class _Listener(TickListener):
    def __init__(self, sink: Sink[list[int]]) -> None:
        self._sink = sink

    def on_ticks(self, numbers: list[int]) -> None:
        self._sink.emit(numbers)

    def on_end(self) -> None:
        self._sink.end()


def ticks(probe: Probe, count: int, batch: int) -> AbstractAsyncContextManager[AsyncIterator[list[int]]]:
    """The numbers below ``count``, ``batch`` at a time."""
    return watching(lambda sink: probe.watch(count, batch, _Listener(sink)).cancel)
