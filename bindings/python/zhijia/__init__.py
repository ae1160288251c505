"""The app core of Zhijia for tests and scripting.

The library's own types are re-exported as generated: ``Phone``, its rows, ``ZhijiaError``. What is added here turns
listeners into asynchronous iterators, and an open phone into an asynchronous context manager.

    async with zhijia.opened("data", key, "https://hub.example.org") as phone:
        await phone.join("ABCD-EFGH", "王芳", None)
        async with zhijia.lists(phone.watch_events) as lists:
            async for events in lists:
                ...
"""

from ._generated.zhijia_ffi import *  # noqa: F403
from ._lists import Diff as Diff
from ._lists import Snapshot as Snapshot
from ._lists import lists as lists
from ._lists import news as news
from ._opened import opened as opened
