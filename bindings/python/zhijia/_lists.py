"""Watches as asynchronous iterators: the news as they come, or the list kept up to date.

Both take a method that starts a watch, such as ``phone.watch_events``, and what it wants before its listener, such as
an event's id for ``phone.watch_roster``.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ._generated import zhijia_ffi as ffi
from ._watch import Sink, watching


@dataclass(frozen=True)
class Snapshot:
    """The whole list, in its order."""

    rows: list[Any]


@dataclass(frozen=True)
class Diff:
    """What changed: ids of rows that went, and rows that are new or have changed, each with its place."""

    removed: list[str]
    put: list[Any]


News = Snapshot | Diff | ffi.Trouble


class _Listener(
    ffi.EnrolmentListener,
    ffi.EventListener,
    ffi.HouseListener,
    ffi.HouseLoanListener,
    ffi.MyLoanListener,
    ffi.NotSentListener,
    ffi.OrganisedEventListener,
    ffi.PlanListener,
    ffi.ProfileListener,
    ffi.RosterListener,
    ffi.SignUpListener,
    ffi.StatusListener,
    ffi.WhoListener,
):
    """Every listener at once: they differ only in the type of their rows."""

    def __init__(self, sink: Sink[News]) -> None:
        self._sink = sink

    def on_snapshot(self, rows: list[Any]) -> None:
        self._sink.emit(Snapshot(rows))

    def on_diff(self, removed: list[str], put: list[Any]) -> None:
        self._sink.emit(Diff(removed, put))

    def on_trouble(self, trouble: ffi.Trouble) -> None:
        self._sink.emit(trouble)

    def on_end(self) -> None:
        self._sink.end()


def news(start: Callable[..., ffi.Watching], *where: str) -> AbstractAsyncContextManager[AsyncIterator[News]]:
    """What a watch tells, as it comes: a ``Snapshot`` first, then ``Diff``; a ``Trouble`` where the list cannot be read
    now. It ends with the block, or when the phone is shut down."""
    return watching(lambda sink: start(*where, _Listener(sink)).cancel)


@asynccontextmanager
async def lists(start: Callable[..., ffi.Watching], *where: str) -> AsyncIterator[AsyncIterator[list[Any]]]:
    """The list that a watch is about, each time whole and in its order.

    Trouble before the first list is raised. Later the last list stays, and the watch goes on: the status says more.
    """
    async with news(start, *where) as told:
        yield _followed(told)


async def _followed(told: AsyncIterator[News]) -> AsyncIterator[list[Any]]:
    rows: list[Any] | None = None
    async for one in told:
        match one:
            case Snapshot(whole):
                rows = whole
            case Diff(removed, put):
                rows = _apply(rows or [], removed, put)
            case trouble if rows is None:
                raise ffi.ZhijiaError.Failed(
                    code=trouble.code,
                    zh=trouble.zh,
                    en=trouble.en,
                    next_zh=trouble.next_zh,
                    next_en=trouble.next_en,
                    field=trouble.field,
                )
            case _:
                continue
        yield list(rows)


def _apply(rows: list[Any], removed: list[str], put: list[Any]) -> list[Any]:
    """The list after a difference: what is touched is taken out, then put in at its place, in order."""
    touched = {*removed, *(one.item.id for one in put)}
    left = [row for row in rows if row.id not in touched]
    for one in put:
        left.insert(one.at, one.item)
    return left
