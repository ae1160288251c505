"""A phone for as long as a block."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import PathLike
from typing import cast

from ._generated.lists import ZhijiaClient


@asynccontextmanager
async def opened(
    folder: str | PathLike[str], key: bytes, hub: str, ca: str | None = None
) -> AsyncIterator[ZhijiaClient]:
    """Opens a phone and shuts it down at the end of the block: the folder may then be opened again."""
    phone = cast(ZhijiaClient, await ZhijiaClient.open(str(folder), key, hub, ca))
    try:
        yield phone
    finally:
        await phone.shut_down()
