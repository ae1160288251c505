package cn.zhijia

import cn.zhijia.model.EventDraft
import cn.zhijia.rows.CardItem
import cn.zhijia.rows.SyncTone
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
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

    private fun phone(key: ByteArray = KEY, hub: String = nobody, work: suspend (ZhijiaClient) -> Unit) = runBlocking {
        withTimeout(60_000) { withPhone(folder, hub, key, work) }
    }

    @Test
    fun `a phone that was shut down opens again`() {
        phone { assertNull(it.member()) }
        phone { assertEquals(emptyList(), it.events()) }
    }

    @Test
    fun `a phone that was closed without waiting opens again at once`() = runBlocking {
        repeat(3) {
            ZhijiaClient.open(folder.toString(), KEY, nobody).use { assertEquals(emptyList(), it.events()) }
        }
        // The last one is still closing its files; whoever opens waits for it, and is waited for.
        phone { }
    }

    @Test
    fun `another key opens nothing`() {
        phone { }
        val error = assertFailsWith<ZhijiaException.Device> { phone(key = ByteArray(32)) { } }
        val trouble = error.trouble
        assertEquals("wrong-key" to "key", error.code to trouble.field)
        assertEquals("密钥打不开本机的数据", trouble.zh)
        assertEquals("The key does not open this phone's data", trouble.en)
        assertTrue("数据没有动过" in trouble.nextZh && "the data are untouched" in trouble.nextEn)
    }

    @Test
    fun `an error says two sentences in the language of the device`() {
        val error = assertFailsWith<ZhijiaException.Input> { phone(key = ByteArray(5)) { } }
        assertEquals("key-length" to "key", error.code to error.trouble.field)
        assertEquals(
            "The key is not 32 bytes long. The app makes a key of 32 random bytes and keeps it in Keystore or Keychain.",
            error.message,
        )
        assertEquals("密钥不是 32 个字节。请应用生成 32 个随机字节作密钥,存进系统密钥库。", error.trouble.sentence("zh"))
        assertTrue(error.localizedMessage in setOf(error.message, error.trouble.sentence("zh")))
    }

    @Test
    fun `errors are kinds of what an app can do`() = phone { phone ->
        assertFailsWith<ZhijiaException.Unavailable> { phone.join("AAAA-AAAA-AAAA", "王芳") }
        assertFailsWith<ZhijiaException.Input> { phone.join("AAAA-AAAA-AAAA", " ") }
        assertFailsWith<ZhijiaException.Refused> { phone.signUp("no id") }
        assertFailsWith<ZhijiaException.NotJoined> { phone.signUp("00".repeat(16)) }
        phone.pause()
        assertEquals("paused", assertFailsWith<ZhijiaException.NotOpen> { phone.events() }.code)
        phone.resume()
        phone.shutDown()
        assertEquals("phone-closed", assertFailsWith<ZhijiaException.NotOpen> { phone.events() }.code)
    }

    @Test
    fun `before joining every list is empty`() = phone { phone ->
        val lists = listOf(
            phone.events(), phone.signUps(), phone.organisedEvents(), phone.houses(), phone.myLoans(), phone.plans(),
            phone.enrolments(), phone.notSent(), phone.profileFlow().first(), phone.whoFlow().first(),
            phone.signUpsFlow().first(), phone.plansFlow().first(), phone.rosterFlow("00".repeat(16)).first(),
        )
        assertEquals(List(lists.size) { emptyList<Any>() }, lists)
    }

    @Test
    fun `the status is a flow that follows the airplane switch`() = phone { phone ->
        val seen = phone.statusFlow().onEach { phone.setOnline(false) }.take(2).toList()
        assertEquals(listOf(false to SyncTone.OK, true to SyncTone.OFFLINE), seen.map { it.single().airplane to it.single().tone })
    }

    @Test
    fun `the updates are the whole list and then what changed`() = phone { phone ->
        val (first, second) = phone.statusUpdates().onEach { phone.setOnline(false) }.take(2).toList()
        assertEquals(false, (first as ListUpdate.Whole).rows.single().airplane)
        val put = (second as ListUpdate.Changed).put.single()
        assertEquals(Triple(0, false, true), Triple(put.at, put.isNew, put.row.airplane))
    }

    @Test
    fun `a flow is cold and each collector has a watch of its own`() = phone { phone ->
        val flow = phone.statusFlow()
        repeat(2) { assertEquals(false, flow.first().single().airplane) }
        phone.setOnline(false)
        assertEquals(true, flow.first().single().airplane, "the second loop begins with the list of now")
    }

    @Test
    fun `a collector that is busy is told the last of many changes`() = phone { phone -> coroutineScope {
        val seen = Channel<Boolean>(Channel.UNLIMITED)
        val go = Channel<Unit>()
        val watching = launch {
            phone.statusFlow().collect {
                seen.send(it.single().airplane)
                go.receive()
            }
        }
        assertEquals(false, seen.receive())
        repeat(50) { phone.setOnline(it % 2 == 1) }
        phone.setOnline(false)
        go.send(Unit)
        assertEquals(true, seen.receive(), "fifty changes are one")
        watching.cancel()
    } }

    @Test
    fun `a collector that never comes back does not keep the phone open`() = phone { phone -> coroutineScope {
        val arrived = Channel<Unit>()
        val watching = launch {
            phone.statusFlow().collect {
                arrived.send(Unit)
                awaitCancellation()
            }
        }
        arrived.receive()
        // The phone's own patience with work that cannot be interrupted is 5 s; none of it is spent.
        withTimeout(4_000) { phone.shutDown() }
        watching.cancel()
    } }

    @Test
    fun `shutting down ends the flow`() = phone { phone ->
        val lists = phone.statusFlow().onEach { phone.shutDown() }.toList()
        assertEquals(1, lists.size)
    }

    @Test
    fun `a cancelled join on a silent hub ends at once`() = runBlocking {
        ServerSocket(0).use { silent ->
            withTimeout(30_000) {
                withPhone(folder, "http://127.0.0.1:${silent.localPort}") { phone ->
                    val joining = async(start = CoroutineStart.UNDISPATCHED) { phone.join("AAAA-AAAA-AAAA", "王芳") }
                    silent.accept().use { heard ->
                        joining.cancel()
                        assertFailsWith<kotlinx.coroutines.CancellationException> { joining.await() }
                        // The connection of a call that has ended is closed: all that was sent, and then the end.
                        heard.getInputStream().readAllBytes()
                    }
                }
            }
        }
    }

    @Test
    fun `a handle stops its call`() = runBlocking {
        ServerSocket(0).use { silent ->
            withPhone(folder, "http://127.0.0.1:${silent.localPort}") { phone ->
                val call = CallHandle()
                val joining = async(start = CoroutineStart.UNDISPATCHED) {
                    assertFailsWith<ZhijiaException.Stopped> { phone.join("AAAA-AAAA-AAAA", "王芳", null, call) }
                }
                silent.accept().use {
                    call.cancel()
                    assertEquals("stopped", withTimeout(30_000) { joining.await() }.code)
                }
            }
        }
    }

    @Test
    fun `a row prints nobody's name and no number`() {
        val card = CardItem(id = "ab12", name = "王芳", employer = "东湖机械厂", tail = "4567")
        assertEquals("CardItem(id=ab12, name=…, employer=…, tail=…)", "$card")
        assertEquals("Borrower.Person(name=…, employer=…)", "${Borrower.Person("王芳", "东湖机械厂")}")
    }

    @Test
    fun `what may be left out of a draft has a default`() {
        val draft = EventDraft(title = "", place = "", about = "", startsMs = 1, opensMs = 0, closesMs = 0)
        assertEquals(null to null, draft.capacity to draft.endsMs)
    }
}
