"""A phone alone: opening, refusals, watches. No hub is there."""

import asyncio
import dataclasses
import gc
import importlib.util
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import zhijia

from .town import KEY


def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


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

    async def test_a_phone_that_was_dropped_opens_again_at_once(self) -> None:
        for _ in range(3):
            phone = await zhijia.ZhijiaClient.open(self.folder, KEY, nobody())
            self.assertEqual(await phone.events(), [])
            del phone
            gc.collect()
        # The last one is still closing its files; whoever opens waits for it, and is waited for.
        async with self.phone():
            pass

    async def test_another_key_opens_nothing(self) -> None:
        async with self.phone():
            pass
        with self.assertRaises(zhijia.ZhijiaError.Device) as refused:
            async with self.phone(key=bytes(32)):
                pass
        trouble = refused.exception.trouble
        self.assertEqual((trouble.code, trouble.field), ("wrong-key", "key"))
        self.assertEqual(trouble.zh, "密钥打不开本机的数据")
        self.assertEqual(trouble.en, "The key does not open this phone's data")
        self.assertIn("数据没有动过", trouble.next_zh)
        self.assertIn("the data are untouched", trouble.next_en)

    async def test_a_key_has_32_bytes_and_an_address_is_one(self) -> None:
        for key, hub, code, field in [(b"short", nobody(), "key-length", "key"), (KEY, "hub", "bad-address", "hub")]:
            with self.subTest(code), self.assertRaises(zhijia.ZhijiaError.Input) as refused:
                async with self.phone(key, hub):
                    pass
            self.assertEqual((refused.exception.code, refused.exception.trouble.field), (code, field))

    async def test_an_error_says_its_sentences(self) -> None:
        with self.assertRaises(zhijia.ZhijiaError) as refused:
            async with self.phone(b"short"):
                pass
        self.assertRegex(str(refused.exception), r"^The key is not 32 bytes long\. The app makes a key .* Keychain\.$")
        self.assertEqual(repr(refused.exception), "ZhijiaError.Input('key-length')")

    async def test_errors_are_kinds_of_what_an_app_can_do(self) -> None:
        async with self.phone() as phone:
            for kind, code, call in [
                (zhijia.ZhijiaError.Unavailable, "join-needs-hub", phone.join("AAAA-AAAA-AAAA", "王芳")),
                (zhijia.ZhijiaError.Input, "empty-field", phone.join("AAAA-AAAA-AAAA", " ")),
                (zhijia.ZhijiaError.Input, "empty-field", phone.join(" ", "王芳")),
                (zhijia.ZhijiaError.Refused, "not-found", phone.sign_up("no id")),
                (zhijia.ZhijiaError.NotJoined, "not-joined", phone.sign_up("00" * 16)),
            ]:
                with self.subTest(code), self.assertRaises(kind) as refused:
                    await call
                self.assertEqual(refused.exception.code, code)

    async def test_a_text_that_is_no_id_names_its_argument(self) -> None:
        async with self.phone() as phone:
            for argument, call in [
                ("event", phone.sign_up("no id")),
                ("space", phone.create_house("no id", "东湖书屋", "", "")),
                ("borrower", phone.preview_lend("00" * 16, "B0001", "no id")),
                ("card", phone.lend("00" * 16, "B0001", zhijia.Borrower.CARD("no id"), False)),
            ]:
                with self.subTest(argument), self.assertRaises(zhijia.ZhijiaError.Refused) as refused:
                    await call
                self.assertEqual((refused.exception.code, refused.exception.trouble.field), ("not-found", argument))

    async def test_before_joining_every_list_is_empty(self) -> None:
        async with self.phone() as phone:
            lists = [
                phone.events, phone.sign_ups, phone.organised_events, phone.houses, phone.my_loans, phone.plans,
                phone.enrolments, phone.not_sent,
            ]
            for one in lists:
                with self.subTest(one.__name__):
                    self.assertEqual(await one(), [])
            for watched in [phone.sign_ups_lists(), phone.plans_lists(), phone.my_loans_lists(), phone.who_lists()]:
                async with watched as rows:
                    self.assertEqual(await anext(rows), [])

    async def test_the_status_is_a_list_of_one_that_follows_the_airplane_switch(self) -> None:
        async with self.phone() as phone, phone.status_lists() as lists:
            self.assertFalse((await anext(lists))[0].airplane)
            phone.set_online(False)
            status = (await anext(lists))[0]
            self.assertEqual((status.airplane, status.tone), (True, zhijia.SyncTone.OFFLINE))

    async def test_the_updates_are_the_whole_list_and_then_what_changed(self) -> None:
        async with self.phone() as phone, phone.status_updates() as updates:
            first = await anext(updates)
            self.assertIsInstance(first, zhijia.Whole)
            phone.set_online(False)
            second = await anext(updates)
            self.assertEqual([(one.at, one.is_new, one.row.airplane) for one in second.put], [(0, False, True)])

    async def test_a_second_loop_begins_with_the_list_of_now(self) -> None:
        async with self.phone() as phone:
            kept = phone.status_lists()
            for airplane in (False, True):
                async for rows in kept:
                    self.assertEqual(rows[0].airplane, airplane)
                    break
                phone.set_online(False)

    async def test_a_loop_that_is_busy_is_told_the_last_of_many_changes(self) -> None:
        async with self.phone() as phone, phone.status_lists() as lists:
            self.assertFalse((await anext(lists))[0].airplane)
            for n in range(50):
                phone.set_online(n % 2 == 1)
            phone.set_online(False)
            self.assertTrue((await anext(lists))[0].airplane, "fifty changes are one")

    async def test_shutting_down_ends_the_watches(self) -> None:
        async with self.phone() as phone:
            seen = 0
            async for _ in phone.status_lists():
                seen += 1
                await phone.shut_down()
            self.assertEqual(seen, 1)
            with self.assertRaises(zhijia.ZhijiaError.NotOpen) as refused:
                await phone.events()
            self.assertEqual(refused.exception.code, "phone-closed")

    async def test_a_cancelled_watch_ends_its_wait(self) -> None:
        async with self.phone() as phone:
            watch = phone.watch_status()
            self.assertTrue((await watch.next()).whole)
            waiting = asyncio.ensure_future(watch.next())
            await asyncio.sleep(0)
            watch.cancel()
            watch.cancel()
            self.assertIsNone(await waiting)

    async def test_a_paused_phone_says_so(self) -> None:
        async with self.phone() as phone:
            await phone.pause()
            with self.assertRaises(zhijia.ZhijiaError.NotOpen) as refused:
                await phone.events()
            self.assertEqual(refused.exception.code, "paused")
            await phone.resume()
            self.assertEqual(await phone.events(), [])

    async def test_a_cancelled_join_on_a_silent_hub_closes_its_connection(self) -> None:
        hung_up = asyncio.Event()
        heard = asyncio.Event()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            heard.set()
            await reader.read()
            hung_up.set()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with asyncio.timeout(30), server, self.phone(hub=address) as phone:
            joining = asyncio.ensure_future(phone.join("AAAA-AAAA-AAAA", "王芳"))
            await heard.wait()
            joining.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await joining
            await hung_up.wait()

    async def test_a_handle_stops_its_call(self) -> None:
        heard = asyncio.Event()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.set()
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with asyncio.timeout(30), server, self.phone(hub=address) as phone:
            call = zhijia.CallHandle()
            joining = asyncio.ensure_future(phone.join("AAAA-AAAA-AAAA", "王芳", call=call))
            await heard.wait()
            call.cancel()
            with self.assertRaises(zhijia.ZhijiaError.Stopped):
                await joining


class RowTest(unittest.TestCase):
    card = zhijia.CardItem(id="ab12", name="王芳", employer="东湖机械厂", tail="4567")

    def test_a_row_prints_nobodys_name_and_no_number(self) -> None:
        self.assertEqual(repr(self.card), "CardItem(id='ab12', name=…, employer=…, tail=…)")
        self.assertEqual(str(self.card), repr(self.card))
        person = zhijia.Borrower.PERSON("王芳", "东湖机械厂")
        self.assertEqual(repr(person), "Borrower.PERSON(name=…, employer=…)")

    def test_a_row_cannot_be_changed(self) -> None:
        with self.assertRaises(dataclasses.FrozenInstanceError):
            self.card.name = "李强"
        with self.assertRaises(dataclasses.FrozenInstanceError):
            self.card.nmae = "李强"
        with self.assertRaises(dataclasses.FrozenInstanceError):
            del self.card.name

    def test_rows_are_values(self) -> None:
        same = zhijia.CardItem(id="ab12", name="王芳", employer="东湖机械厂", tail="4567")
        other = zhijia.CardItem(id="ab12", name="李强", employer="东湖机械厂", tail="4567")
        self.assertEqual({self.card, same}, {same})
        self.assertNotEqual(self.card, other)
        self.assertNotEqual(self.card, "ab12")

    def test_what_may_be_left_out_of_a_draft_has_a_default(self) -> None:
        draft = zhijia.EventDraft(title="", place="", about="", starts_ms=1, opens_ms=0, closes_ms=0)
        self.assertEqual((draft.capacity, draft.ends_ms), (None, None))
        self.assertEqual((draft.conditions.only_union, draft.questions, draft.waiver), ("", [], ""))


class PackageTest(unittest.TestCase):
    def test_the_package_is_typed(self) -> None:
        package = Path(importlib.util.find_spec("zhijia").origin).parent
        self.assertTrue((package / "py.typed").is_file())

    def test_a_package_without_its_library_says_what_is_missing(self) -> None:
        package = Path(importlib.util.find_spec("zhijia").origin).parent
        with tempfile.TemporaryDirectory() as folder:
            bare = Path(folder) / "zhijia"
            bare.mkdir()
            for file in package.glob("*.py"):
                (bare / file.name).write_text(file.read_text())
            asked = [sys.executable, "-c", "import zhijia"]
            done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("run `cargo xtask bindings`", done.stderr)

    def test_installing_without_the_library_says_what_is_missing(self) -> None:
        setup = Path(__file__).parent.parent / "setup.py"
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "setup.py").write_text(setup.read_text())
            stub = "class Distribution: pass\ndef setup(**_): print('installed')\n"
            (Path(folder) / "setuptools.py").write_text(stub)
            done = subprocess.run([sys.executable, "setup.py"], cwd=folder, capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("run `cargo xtask bindings`", done.stderr)
