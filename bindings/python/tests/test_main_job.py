"""The main job on real phones and a real hub: a signal is not needed to sign up, and everyone learns the outcome."""

import asyncio
import tempfile
import time
import unittest
from contextlib import AsyncExitStack
from pathlib import Path

import zhijia

from .town import KEY, Hub

HOUR = 3_600_000


def draft(capacity: int) -> zhijia.EventDraft:
    now = time.time_ns() // 1_000_000
    return zhijia.EventDraft(
        title="羽毛球友谊赛",
        place="区体育馆",
        about="",
        starts_ms=now + 48 * HOUR,
        capacity=capacity,
        opens_ms=now - HOUR,
        closes_ms=now + 24 * HOUR,
    )


async def until(lists, wanted):
    """The first list for which `wanted` holds."""
    async with asyncio.timeout(30):
        async for rows in lists:
            if wanted(rows):
                return rows
    raise AssertionError("the watch ended")


class MainJobTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        self.hub = Hub()
        self.addCleanup(self.hub.remove)
        self.hub.start()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    async def asyncSetUp(self) -> None:
        self.open = AsyncExitStack()
        self.addAsyncCleanup(self.open.aclose)

    async def joined(self, name: str, *roles: str) -> zhijia.ZhijiaClient:
        phone = await self.open.enter_async_context(zhijia.opened(self.folder / name, KEY, self.hub.address))
        await phone.join(self.hub.invite(name, *roles), name)
        await phone.sync()
        return phone

    async def test_signing_up_without_a_hub_and_learning_the_outcome_with_one(self) -> None:
        organiser = await self.joined("陈组织", "organiser")
        wang = await self.joined("王芳")
        li = await self.joined("李强")
        roles = [(held.role, held.space.id) for held in (await organiser.who()).roles]
        self.assertEqual(roles, [(zhijia.OfficerRole.ORGANISER, self.hub.union)])
        event = await organiser.create_event(self.hub.union, draft(capacity=1), True)
        await organiser.sync()
        for phone in (wang, li):
            await phone.sync()
            self.assertEqual([one.details.title for one in await phone.events()], ["羽毛球友谊赛"])

        self.hub.stop()
        for phone in (wang, li):
            await phone.sign_up(event)
            [mine] = await phone.sign_ups()
            self.assertEqual((mine.state.tone, mine.state.text_zh), (zhijia.Tone.RECORDED, "已记在本机"))
            self.assertEqual(mine.state.preview.tone, zhijia.Tone.PREVIEW)
            self.assertIn("还有 1 个名额", mine.state.preview.text_zh)
        with self.assertRaises(zhijia.ZhijiaError.Unavailable) as refused:
            await wang.sync()
        self.assertEqual(refused.exception.code, "hub-unreachable")

        async with organiser.roster_lists(event) as roster:
            self.assertEqual(await anext(roster), [])
            self.hub.start()
            organiser.start()
            await wang.sync()
            rows = await until(roster, lambda rows: len(rows) == 1 and rows[0].group == zhijia.RosterGroup.SEATED)
            self.assertEqual((rows[0].name, rows[0].place), ("王芳", 1))
            await li.sync()
            rows = await until(roster, lambda rows: len(rows) == 2 and rows[1].group == zhijia.RosterGroup.WAITING)
            self.assertEqual([(row.name, row.group, row.place) for row in rows][1], ("李强", zhijia.RosterGroup.WAITING, 1))

        [mine] = await li.sign_ups()
        self.assertEqual((mine.state.tone, mine.state.text_zh), (zhijia.Tone.WAITING, "候补第 1 位"))
        self.assertEqual(mine.state.why_zh, "报名时名额已满,按报名先后候补;前面有人退出会自动递补")

        self.hub.revoke_device((await li.who()).device)
        with self.assertRaises(zhijia.ZhijiaError.AccessEnded) as refused:
            await li.sync()
        self.assertEqual(refused.exception.code, "device-revoked")
        self.assertRegex(refused.exception.trouble.zh, "停用")

    async def test_two_gates_without_a_hub_read_the_pass_of_one_they_do_not_know(self) -> None:
        gates = [await self.joined(name, "organiser") for name in ("东门", "西门")]
        wang = await self.joined("王芳")
        await wang.edit_profile(None, "13812345678")
        event = await gates[0].create_event(self.hub.union, draft(capacity=1), True)
        for phone in (*gates, wang):
            await phone.sync()
        self.assertIsNone(await wang.pass_code(event), "no place, no pass")
        await wang.sign_up(event)
        await wang.sync()
        # The gates have not heard of her, and there is no network.
        self.hub.stop()
        code = await wang.pass_code(event)
        self.assertEqual((code.name, code.number, len(code.modules)), ("王芳", 1, code.size**2))
        # Any phone reads it, and says what it is.
        said = await gates[0].check_pass(code.text)
        self.assertEqual((said.name, said.counts, said.said.text_zh), ("王芳", True, "入场码:羽毛球友谊赛 第 1 号"))
        for gate, name in zip(gates, ("东门", "西门")):
            self.assertEqual(await gate.roster(event), [])
            scanned = await gate.scan_pass(event, name, code.text, False)
            self.assertEqual((scanned.name, scanned.place, scanned.said.tone), ("王芳", 1, zhijia.Tone.DECIDED))
            again = await gate.scan_pass(event, name, code.text, False)
            self.assertIsNotNone(again.here_since_ms)
            with self.assertRaises(zhijia.ZhijiaError.Refused) as refused:
                await gate.scan_pass(event, name, "HELLO", False)
            self.assertEqual(refused.exception.code, "not-a-pass")

        self.hub.start()
        for phone in (*gates, *gates):
            await phone.sync()
        [row] = await gates[0].roster(event)
        self.assertEqual((row.place, row.inside, row.notes), (1, True, []), "one person, at two gates within ten minutes")
        for query, found in (("wangfang", 1), ("5678", 1), ("678", 1), ("5679", 0), ("1234", 0)):
            self.assertEqual(len(await gates[0].find_on_roster(event, query, False)), found, query)
        self.assertEqual(await gates[0].expected_by_name(event, "王芳"), [], "she is here")
        await gates[1].hand_out(row.id, "T恤")
        self.assertIsNotNone((await gates[0].check_pass(code.text)).here_since_ms)
        await wang.withdraw(event)
        for phone in (wang, gates[0]):
            await phone.sync()
        said = await gates[0].check_pass(code.text)
        self.assertEqual((said.counts, said.said.why_zh), (False, "现场参加"))
        day = await gates[1].event_day(event)
        self.assertEqual((day.expected, day.here, day.inside, len(day.desks)), (1, 1, 1, 2))
        self.assertEqual([(gift.what, gift.count) for gift in day.handed_out], [("T恤", 1)])
        self.assertIn("本机名单 1 / 1 人", day.readiness.text_zh)

    async def test_a_phone_joins_once(self) -> None:
        code = self.hub.invite("陈组织", "organiser")
        async with zhijia.opened(self.folder / "chen", KEY, self.hub.address) as phone:
            member = await phone.join(code, "陈组织")
            await phone.sync()
            with self.assertRaises(zhijia.ZhijiaError.Refused) as refused:
                await phone.join(self.hub.invite("李强"), "李强")
            self.assertEqual(refused.exception.code, "device-known")
            event = await phone.create_event(self.hub.union, draft(capacity=1), True)
            self.assertEqual(await phone.join(code, "陈组织"), member)
            await phone.sync()
            self.assertEqual([one.id for one in await phone.events()], [event], "the answer came again; nothing is lost")
            self.assertEqual([held.role for held in (await phone.who()).roles], [zhijia.OfficerRole.ORGANISER])

    async def test_a_catalogue_comes_from_a_file(self) -> None:
        keeper = await self.joined("刘馆员", "keeper")
        house = await keeper.create_house(self.hub.union, "东湖书屋", "", "1")
        file = "书名,作者,条码\n活着,余华,B0001\n,无名,B0002\n".encode()
        titles = aiter(keeper.titles_lists(house, "", 0, 10))
        self.assertEqual(await anext(titles), [])
        call = zhijia.CallHandle()
        report = await keeper.import_catalogue(house, file, call)
        self.assertIsNone(await call.next_progress(), "the call is over")
        self.assertEqual((report.total, report.imported, len(report.bad)), (2, 1, 1))
        self.assertEqual(report.bad[0].line, 3)
        again = await keeper.import_catalogue(house, file)
        self.assertEqual((again.imported, again.unchanged), (0, 1))
        found = await keeper.titles(house, "huozhe", 0, 10)
        self.assertEqual([title.title for title in found.items], ["活着"])
        rows = await until(titles, lambda rows: len(rows) == 1)
        self.assertEqual((rows[0].title, rows[0].copies), ("活着", 1))
        async with keeper.copies_lists(rows[0].id) as copies, keeper.history_lists(rows[0].id) as history:
            self.assertEqual([copy.barcode for copy in await anext(copies)], ["B0001"])
            self.assertEqual(len(await anext(history)), 1)

    async def test_a_reader_asks_for_a_book_that_is_out_and_it_is_kept(self) -> None:
        keeper = await self.joined("刘馆员", "keeper")
        wang = await self.joined("王芳")
        house = await keeper.create_house(self.hub.union, "东湖书屋", "", "1")
        await keeper.import_catalogue(house, "书名,条码\n活着,B0001\n".encode())
        [title] = (await keeper.titles(house, "", 0, 10)).items
        lent = await keeper.lend(title.id, "B0001", zhijia.Borrower.PERSON("李强", ""), False)
        await keeper.sync()
        await wang.sync()
        await wang.follow_house(house, True)
        await wang.sync()
        self.hub.stop()
        await wang.place_hold(title.id)
        [mine] = await wang.holds()
        self.assertEqual((mine.phase, mine.state.tone), (zhijia.HoldPhase.WAITING, zhijia.Tone.RECORDED))
        self.hub.start()
        await wang.sync()
        await keeper.sync()
        async with keeper.holds_lists(house) as lists:
            [asked] = await anext(lists)
            self.assertEqual((asked.reader.name, asked.phase), ("王芳", zhijia.HoldPhase.WAITING))
            await keeper.take_back(lent.record)
            await until(lists, lambda rows: rows[0].phase == zhijia.HoldPhase.READY)
        await keeper.sync()
        await wang.sync()
        [mine] = await wang.holds()
        self.assertEqual((mine.phase, mine.state.tone), (zhijia.HoldPhase.READY, zhijia.Tone.DECIDED))
        await wang.cancel_hold(mine.id)
        self.assertEqual(await wang.holds(), [])

    async def test_a_desk_founds_a_union_and_says_where_a_member_works(self) -> None:
        desk = await self.joined("陈主任", "desk")
        wang = await self.joined("王芳")
        await desk.sync()
        self.assertEqual(len(await desk.found_union(self.hub.union, "东湖机械厂工会")), 32)
        async with desk.cards_lists("王芳") as cards:
            [card] = await until(cards, lambda rows: len(rows) == 1)
            await desk.set_employer(card.id, "东湖机械厂")
            [card] = await until(cards, lambda rows: rows[0].employer)
        self.assertEqual((card.id, card.employer), (await wang.member(), "东湖机械厂"))

    async def test_logging_out_never_takes_unsent_work_unasked(self) -> None:
        async with zhijia.opened(self.folder / "wang", KEY, self.hub.address) as wang:
            await wang.join(self.hub.invite("王芳"), "王芳")
            await wang.sync()
            wang.set_online(False)
            await wang.edit_profile(None, "13812345678")
            with self.assertRaises(zhijia.ZhijiaError.Refused) as refused:
                await wang.log_out(False)
            self.assertEqual(refused.exception.code, "unsent-work")
            self.assertEqual((await wang.profile()).mobile, "13812345678", "the phone is still open")
            await wang.log_out(True)
        async with zhijia.opened(self.folder / "wang", bytes(32), self.hub.address) as another:
            self.assertIsNone(await another.member())

    async def test_a_host_hears_the_librarys_log_and_nothing_personal_in_it(self) -> None:
        heard: list[str] = []

        async def listen() -> None:
            async for line in zhijia.logs(zhijia.LogLevel.DEBUG):
                heard.append(line.text)
                if line.text.startswith("an exchange up="):
                    return

        listening = asyncio.ensure_future(listen())
        await asyncio.sleep(0)
        await self.joined("王芳")
        async with asyncio.timeout(30):
            await listening
        self.assertNotIn("王芳", "".join(heard))
