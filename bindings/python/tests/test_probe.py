"""Every way of crossing the border, from Python."""

import unittest

import zhijia


class ProbeTest(unittest.IsolatedAsyncioTestCase):
    def test_a_call_crosses_the_border_and_back(self) -> None:
        self.assertEqual(zhijia.Probe.open(3).take(2), 1)

    async def test_an_asynchronous_call_is_awaited(self) -> None:
        self.assertEqual(await zhijia.Probe.open(3).take_later(3), 0)

    def test_a_refusal_brings_its_numbers_and_its_sentence(self) -> None:
        with self.assertRaises(zhijia.ProbeError.TooMany) as refused:
            zhijia.Probe.open(3).take(5)
        self.assertEqual(refused.exception.asked, 5)
        self.assertEqual(refused.exception.allowed, 3)
        self.assertEqual(refused.exception.sentence, "最多可借3册，您要借5册。")

    async def test_an_asynchronous_call_refuses_in_the_same_way(self) -> None:
        with self.assertRaises(zhijia.ProbeError.TooMany):
            await zhijia.Probe.open(1).take_later(2)

    async def test_a_listener_is_an_iterator_that_ends(self) -> None:
        async with zhijia.ticks(zhijia.Probe.open(3), count=5, batch=2) as batches:
            self.assertEqual([batch async for batch in batches], [[0, 1], [2, 3], [4]])

    async def test_leaving_the_block_ends_the_watch(self) -> None:
        first = []
        async with zhijia.ticks(zhijia.Probe.open(3), count=2**32 - 1, batch=1) as batches:
            async for batch in batches:
                first.append(batch)
                if len(first) == 2:
                    break
        self.assertEqual(first, [[0], [1]])
