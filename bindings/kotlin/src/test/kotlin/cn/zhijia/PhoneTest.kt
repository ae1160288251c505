package cn.zhijia

import cn.zhijia.ffi.Phone
import cn.zhijia.ffi.Status
import cn.zhijia.ffi.StatusListener
import cn.zhijia.ffi.StatusPut
import cn.zhijia.ffi.Trouble
import cn.zhijia.ffi.ZhijiaException
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.io.TempDir
import java.net.ServerSocket
import java.nio.file.Path
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** A phone alone: opening, refusals, watches. No hub is there. */
class PhoneTest {
    @TempDir
    lateinit var folder: Path

    /** An address where nothing listens. */
    private val nobody = ServerSocket(0).use { "http://127.0.0.1:${it.localPort}" }

    private fun phone(key: ByteArray = KEY, hub: String = nobody, work: suspend (Phone) -> Unit) = runBlocking {
        withTimeout(60_000) { withPhone(folder, hub, key, work) }
    }

    private suspend fun refused(call: suspend () -> Unit) = assertFailsWith<ZhijiaException.Failed> { call() }

    @Test
    fun `a phone that was shut down opens again`() {
        phone { assertNull(it.member()) }
        phone { assertEquals(emptyList(), it.events()) }
    }

    @Test
    fun `another key opens nothing`() {
        phone { }
        val error = assertFailsWith<ZhijiaException.Failed> { phone(key = ByteArray(32)) { } }
        assertEquals("wrong-key", error.code)
        assertEquals("key", error.field)
        assertEquals("密钥打不开本机的数据", error.zh)
        assertEquals("The key does not open this phone's data", error.en)
        assertTrue("数据没有动过" in error.nextZh && "the data are untouched" in error.nextEn)
    }

    @Test
    fun `a key has 32 bytes`() {
        val error = assertFailsWith<ZhijiaException.Failed> { phone(key = ByteArray(5)) { } }
        assertEquals("bad-field" to "key", error.code to error.field)
    }

    @Test
    fun `without a hub nobody joins`() = phone { phone ->
        assertEquals("hub-unreachable", refused { phone.join("AAAA-AAAA-AAAA", "王芳", null) }.code)
        assertEquals("empty-field", refused { phone.join("AAAA-AAAA-AAAA", " ", null) }.code)
        assertEquals("not-joined", refused { phone.signUps() }.code)
        assertEquals("not-found", refused { phone.signUp("no id") }.code)
    }

    @Test
    fun `the status is a flow that follows the airplane switch`() = phone { phone ->
        val seen = phone.statusFlow().onEach { phone.setOnline(false) }.take(2).toList()
        assertEquals(listOf(false, true), seen.map { it.single().airplane })
    }

    @Test
    fun `the raw news are a snapshot and then differences`() = phone { phone ->
        val (first, second) = phone.statusNews().onEach { phone.setOnline(false) }.take(2).toList()
        assertEquals(false, (first as News.Snapshot<Status>).rows.single().airplane)
        val put = (second as News.Diff<Status>).put.single()
        assertEquals(Triple(0, false, true), Triple(put.at, put.isNew, put.item.airplane))
    }

    @Test
    fun `trouble before the first list is thrown`() = phone { phone ->
        assertEquals("not-joined", refused { phone.signUpsFlow().first() }.code)
    }

    @Test
    fun `shutting down ends the flow`() = phone { phone ->
        assertEquals(1, phone.statusFlow().onEach { phone.poke() }.take(1).toList().size)
        val lists = phone.statusFlow().onEach { phone.shutDown() }.toList()
        assertEquals(1, lists.size)
        assertEquals("closed", refused { phone.events() }.code)
    }

    @Test
    fun `a listener that fails ends its watch and nothing else`() = phone { phone ->
        val told = Channel<String>(Channel.UNLIMITED)
        val watching = phone.watchStatus(object : StatusListener {
            override fun onSnapshot(rows: List<Status>) {
                told.trySend("snapshot")
                error("the app's own mistake")
            }

            override fun onDiff(removed: List<String>, put: List<StatusPut>) {
                told.trySend("diff")
            }

            override fun onTrouble(trouble: Trouble) {
                told.trySend("trouble")
            }

            override fun onEnd() {
                told.trySend("end")
            }
        })
        assertEquals("snapshot", told.receive())
        assertEquals("end", told.receive())
        watching.close()
        assertEquals("status", phone.status().id)
    }
}
