"""A phone alone: opening, refusals, watches. No hub is there."""

import asyncio
import socket
import tempfile
import unittest

import zhijia

from .town import KEY


def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


class Told(zhijia.StatusListener):
    """A listener that keeps what it is told, and then does what the test wants."""

    def __init__(self, then=lambda: None) -> None:
        self.loop = asyncio.get_running_loop()
        self.news: asyncio.Queue[str] = asyncio.Queue()
        self.then = then

    def _put(self, what: str) -> None:
        self.loop.call_soon_threadsafe(self.news.put_nowait, what)

    def on_snapshot(self, rows) -> None:
        self._put("snapshot")
        self.then()

    def on_diff(self, removed, put) -> None:
        self._put("diff")

    def on_trouble(self, trouble) -> None:
        self._put(trouble.code)

    def on_end(self) -> None:
        self._put("end")


class PhoneTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def phone(self, key: bytes = KEY, hub: str | None = None):
        return zhijia.opened(self.folder, key, hub or nobody())

    async def test_a_phone_that_was_shut_down_opens_again(self) -> None:
        async with self.phone() as phone:
            self.assertIsNone(await phone.member())
        async with self.phone() as phone:
            self.assertEqual(await phone.events(), [])

    async def test_another_key_opens_nothing(self) -> None:
        async with self.phone():
            pass
        with self.assertRaises(zhijia.ZhijiaError.Failed) as refused:
            async with self.phone(key=bytes(32)):
                pass
        error = refused.exception
        self.assertEqual((error.code, error.field), ("wrong-key", "key"))
        self.assertEqual(error.zh, "密钥打不开本机的数据")
        self.assertEqual(error.en, "The key does not open this phone's data")
        self.assertIn("数据没有动过", error.next_zh)
        self.assertIn("the data are untouched", error.next_en)

    async def test_a_key_has_32_bytes_and_an_address_is_one(self) -> None:
        for key, hub, code, field in [(b"short", nobody(), "bad-field", "key"), (KEY, "hub", "bad-address", "hub")]:
            with self.subTest(code), self.assertRaises(zhijia.ZhijiaError.Failed) as refused:
                async with self.phone(key, hub):
                    pass
            self.assertEqual((refused.exception.code, refused.exception.field), (code, field))

    async def test_without_a_hub_nobody_joins(self) -> None:
        async with self.phone() as phone:
            for wanted, call in [
                ("hub-unreachable", phone.join("AAAA-AAAA-AAAA", "王芳", None)),
                ("empty-field", phone.join("AAAA-AAAA-AAAA", " ", None)),
                ("not-joined", phone.sign_ups()),
                ("not-found", phone.sign_up("no id")),
                ("not-joined", phone.sign_up("00" * 16)),
            ]:
                with self.subTest(wanted), self.assertRaises(zhijia.ZhijiaError.Failed) as refused:
                    await call
                self.assertEqual(refused.exception.code, wanted)

    async def test_the_status_is_a_list_of_one_that_follows_the_airplane_switch(self) -> None:
        async with self.phone() as phone, zhijia.lists(phone.watch_status) as lists:
            self.assertFalse((await anext(lists))[0].airplane)
            phone.set_online(False)
            self.assertTrue((await anext(lists))[0].airplane)

    async def test_trouble_before_the_first_list_is_raised(self) -> None:
        async with self.phone() as phone:
            with self.assertRaises(zhijia.ZhijiaError.Failed) as refused:
                async with zhijia.lists(phone.watch_sign_ups) as lists:
                    await anext(lists)
            self.assertEqual(refused.exception.code, "not-joined")
            self.assertEqual(refused.exception.zh, "这台手机还没有登记")

    async def test_a_cancelled_watch_ends_and_is_told_so_once(self) -> None:
        async with self.phone() as phone:
            told = Told()
            watching = phone.watch_status(told)
            self.assertEqual(await told.news.get(), "snapshot")
            watching.cancel()
            watching.cancel()
            self.assertEqual(await told.news.get(), "end")
            phone.set_online(False)
        self.assertTrue(told.news.empty())

    async def test_shutting_down_ends_the_watches(self) -> None:
        async with self.phone() as phone:
            told = Told()
            watching = phone.watch_status(told)
            self.assertEqual(await told.news.get(), "snapshot")
        self.assertEqual(await told.news.get(), "end")
        watching.cancel()
        with self.assertRaises(zhijia.ZhijiaError.Failed) as refused:
            await phone.events()
        self.assertEqual(refused.exception.code, "closed")

    async def test_a_listener_may_call_the_phone_and_may_fail(self) -> None:
        async with self.phone() as phone:
            def then() -> None:
                phone.set_online(False)
                raise RuntimeError("the app's own mistake")

            told = Told(then)
            watching = phone.watch_status(told)
            self.assertEqual([await told.news.get(), await told.news.get()], ["snapshot", "end"])
            watching.cancel()
            self.assertTrue((await phone.status()).airplane)

    async def test_a_paused_phone_says_so(self) -> None:
        async with self.phone() as phone:
            await phone.pause()
            with self.assertRaises(zhijia.ZhijiaError.Failed) as refused:
                await phone.events()
            self.assertEqual(refused.exception.code, "paused")
            await phone.resume()
            self.assertEqual(await phone.events(), [])
