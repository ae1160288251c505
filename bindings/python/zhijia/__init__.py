"""The app core of Zhijia for tests and scripting.

The library's own types are here as generated: ``ZhijiaClient``, its rows, ``ZhijiaError``. What is added makes watched
lists asynchronous iterators and an open phone an asynchronous context manager.

    async with zhijia.opened("data", key, "https://hub.example.org") as phone:
        await phone.join("ABCD-EFGH-JKLMN", "王芳")
        await phone.sync()
        async for events in phone.events_lists():
            ...
"""

try:
    from ._generated import zhijia_client, zhijia_ffi, zhijia_model
except ImportError as missing:
    raise ImportError(
        "zhijia has no library: run `cargo xtask bindings` in the checkout, then install bindings/python"
    ) from missing

from . import _ending as _ending
from . import _sealed
from ._generated.zhijia_client import *  # noqa: F403
from ._generated.zhijia_ffi import *  # noqa: F403
from ._generated.zhijia_model import *  # noqa: F403
from ._generated.lists import ZhijiaClient as ZhijiaClient
from ._asked import logs as logs
from ._asked import progress as progress
from ._lists import Changed as Changed
from ._lists import Lists as Lists
from ._lists import ListUpdate as ListUpdate
from ._lists import PlacedRow as PlacedRow
from ._lists import Unreadable as Unreadable
from ._lists import Updates as Updates
from ._lists import Whole as Whole
from ._opened import opened as opened

_sealed.seal(zhijia_client)
_sealed.seal(zhijia_ffi)
_sealed.seal(zhijia_model)
