package cn.zhijia

import cn.zhijia.ffi.Probe
import cn.zhijia.ffi.ProbeException
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.runTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

class ProbeTest {
    @Test
    fun `a call crosses the border and back`() {
        Probe.open(3u).use { probe -> assertEquals(1u, probe.take(2u)) }
    }

    @Test
    fun `an asynchronous call is a suspend function`() = runTest {
        Probe.open(3u).use { probe -> assertEquals(0u, probe.takeLater(3u)) }
    }

    @Test
    fun `a refusal brings its numbers and its sentence`() {
        Probe.open(3u).use { probe ->
            val refusal = assertFailsWith<ProbeException.TooMany> { probe.take(5u) }
            assertEquals(5u, refusal.asked)
            assertEquals(3u, refusal.allowed)
            assertEquals("最多可借3册，您要借5册。", refusal.sentence)
        }
    }

    @Test
    fun `an asynchronous call refuses in the same way`() = runTest {
        Probe.open(1u).use { probe ->
            assertEquals(2u, assertFailsWith<ProbeException.TooMany> { probe.takeLater(2u) }.asked)
        }
    }

    @Test
    fun `a listener is a flow that ends`() = runTest {
        Probe.open(3u).use { probe ->
            val batches = probe.ticks(count = 5u, batch = 2u).toList()
            assertEquals(listOf(listOf(0u, 1u), listOf(2u, 3u), listOf(4u)), batches)
        }
    }

    @Test
    fun `a collector that has enough ends the watch`() = runTest {
        Probe.open(3u).use { probe ->
            val first = probe.ticks(count = UInt.MAX_VALUE, batch = 1u).take(2).toList()
            assertEquals(listOf(listOf(0u), listOf(1u)), first)
        }
    }
}
