"""Watched lists as asynchronous iterators: whole each time, or the updates as they come.

Iterating starts a watch. It ends with the loop's iterator, at the end of an ``async with`` block, or when the phone is
shut down. A slow loop is told what has changed by then, in one update.
"""

from __future__ import annotations

import typing
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ._generated import zhijia_ffi as ffi

Row = TypeVar("Row")


@dataclass(frozen=True)
class Whole(Generic[Row]):
    """The whole list, in its order: always the first."""

    rows: list[Row]


@dataclass(frozen=True)
class PlacedRow(Generic[Row]):
    """A row with its place in the list as it is now."""

    at: int
    is_new: bool
    row: Row


@dataclass(frozen=True)
class Changed(Generic[Row]):
    """What changed: ids of rows that went, and rows that are new or have changed, each with its place."""

    removed: list[str]
    put: list[PlacedRow[Row]]


@dataclass(frozen=True)
class Unreadable:
    """The list cannot be read now; it goes on when it can."""

    error: ffi.ZhijiaError


ListUpdate = typing.Union[Whole[Row], Changed[Row], Unreadable]


class Updates(Generic[Row]):
    """The updates of a list."""

    def __init__(self, start: Callable[[], Any]) -> None:
        self._start = start
        self._running: list[Any] = []

    async def __aiter__(self) -> AsyncIterator[ListUpdate[Row]]:
        watch = self._start()
        self._running.append(watch)
        try:
            while True:
                try:
                    one = await watch.next()
                except ffi.ZhijiaError as error:
                    yield Unreadable(error)
                    continue
                if one is None:
                    return
                if one.whole:
                    yield Whole(one.put)
                else:
                    placed = zip(one.at, one.is_new, one.put, strict=True)
                    yield Changed(one.removed, [PlacedRow(*place) for place in placed])
        finally:
            self._running.remove(watch)
            watch.cancel()

    async def __aenter__(self) -> AsyncIterator[ListUpdate[Row]]:
        return self.__aiter__()

    async def __aexit__(self, *_: object) -> None:
        for watch in self._running:
            watch.cancel()


class Lists(Generic[Row]):
    """A list, each time whole and in its order.

    What makes the first list unreadable is raised. Later the last list stays, and the loop goes on: the status says
    more.
    """

    def __init__(self, start: Callable[[], Any]) -> None:
        self._updates: Updates[Row] = Updates(start)

    async def __aiter__(self) -> AsyncIterator[list[Row]]:
        rows: list[Any] | None = None
        async for one in self._updates:
            match one:
                case Whole(whole):
                    rows = whole
                case Changed():
                    rows = _after(rows or [], one)
                case Unreadable(error):
                    if rows is None:
                        raise error
                    continue
            yield list(rows or [])

    async def __aenter__(self) -> AsyncIterator[list[Row]]:
        return self.__aiter__()

    async def __aexit__(self, *_: object) -> None:
        await self._updates.__aexit__()


def _after(rows: list[Any], changed: Changed[Any]) -> list[Any]:
    """The list after an update: what is touched is taken out, then put in at its place, in order."""
    touched = {*changed.removed, *(one.row.id for one in changed.put)}
    left = [row for row in rows if row.id not in touched]
    for one in changed.put:
        left.insert(one.at, one.row)
    return left
