"""The app core of Zhijia for tests and scripting.

The library's own types are re-exported as generated; what is added here turns listeners into asynchronous iterators.
"""

from ._generated.zhijia_ffi import *  # noqa: F403
from ._ticking import ticks as ticks
