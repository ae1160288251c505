"""A script that has done its work ends well."""

import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

from zhijia import _ending

SCRIPT = """
import asyncio, sys, zhijia

async def main():
    async with zhijia.opened(sys.argv[1], bytes(32), "http://127.0.0.1:9") as phone:
        phone.start()
        async for _ in phone.status_lists():
            break

asyncio.run(main())
"""


def outcome(script: str) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        asked = [sys.executable, "-c", script, str(Path(folder) / "phone")]
        package = Path(__file__).parent.parent
        done = subprocess.run(asked, cwd=package, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


class EndingTest(unittest.TestCase):
    def test_scripts_that_shut_down_end_with_success(self) -> None:
        with ThreadPoolExecutor(20) as together:
            outcomes = list(together.map(outcome, [SCRIPT] * 20))
        self.assertEqual(outcomes, [(0, "")] * 20)

    def test_the_end_waits_for_a_call_that_is_running(self) -> None:
        _ending._waiting[-1] = None
        end = Thread(target=_ending._wait)
        end.start()
        end.join(0.1)
        self.assertTrue(end.is_alive(), "a thread of the library is inside Python")
        del _ending._waiting[-1]
        end.join(60)
        self.assertFalse(end.is_alive())
