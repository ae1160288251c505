package cn.zhijia

import cn.zhijia.model.EventDraft
import cn.zhijia.rows.HoldPhase
import cn.zhijia.rows.OfficerRole
import cn.zhijia.rows.RosterGroup
import cn.zhijia.rows.Tone
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** The main job on real phones and a real hub: a signal is not needed to sign up, and everyone learns the outcome. */
class MainJobTest {
    @TempDir
    lateinit var folder: Path

    private fun town(work: suspend (Hub) -> Unit) = Hub().use { hub ->
        hub.start()
        runBlocking { withTimeout(120_000) { work(hub) } }
    }

    private suspend fun Hub.joined(name: String, vararg roles: String, work: suspend (ZhijiaClient) -> Unit) =
        withPhone(folder.resolve(name), address) { phone ->
            phone.join(invite(name, *roles), name)
            phone.sync()
            work(phone)
        }

    @Test
    fun `signing up without a hub and learning the outcome with one`() = town { hub ->
        hub.joined("陈组织", "organiser") { organiser ->
            hub.joined("王芳") { wang -> hub.joined("李强") { li -> signUp(hub, organiser, wang, li) } }
        }
    }

    private suspend fun signUp(hub: Hub, organiser: ZhijiaClient, wang: ZhijiaClient, li: ZhijiaClient) {
        val held = organiser.who()!!.roles.single()
        assertEquals(OfficerRole.ORGANISER to hub.union, held.role to held.space.id)
        val event = organiser.createEvent(hub.union, draft(capacity = 1), publish = true)
        organiser.sync()
        for (phone in listOf(wang, li)) {
            phone.sync()
            assertEquals("羽毛球友谊赛", phone.events().single().details.title)
        }

        hub.stop()
        for (phone in listOf(wang, li)) {
            phone.signUp(event)
            val mine = phone.signUps().single().state
            assertEquals(Tone.RECORDED to "已记在本机", mine.tone to mine.textZh)
            assertEquals(Tone.PREVIEW, mine.preview!!.tone)
            assertTrue("还有 1 个名额" in mine.preview!!.textZh)
        }
        assertEquals("hub-unreachable", assertFailsWith<ZhijiaException.Unavailable> { wang.sync() }.code)

        // What the organiser sees, from the empty roster on: the hub comes back, two phones send.
        var step = 0
        val roster = organiser.rosterFlow(event).onEach { rows ->
            if (step == 0 && rows.isEmpty()) {
                step = 1
                hub.start()
                organiser.start()
                wang.sync()
            }
            if (step == 1 && rows.any { it.name == "王芳" && it.group == RosterGroup.SEATED }) {
                step = 2
                li.sync()
            }
        }.first { rows -> rows.any { it.name == "李强" && it.group == RosterGroup.WAITING } }
        val seen = roster.map { Triple(it.name, it.group, it.place) }
        assertEquals(listOf(Triple("王芳", RosterGroup.SEATED, 1u), Triple("李强", RosterGroup.WAITING, 1u)), seen)

        val mine = li.signUps().single().state
        assertEquals(Tone.WAITING to "候补第 1 位", mine.tone to mine.textZh)
        assertEquals("报名时名额已满,按报名先后候补;前面有人退出会自动递补", mine.whyZh)

        hub.revokeDevice(li.who()!!.device)
        val refusal = assertFailsWith<ZhijiaException.AccessEnded> { li.sync() }
        assertEquals("device-revoked", refusal.code)
        assertTrue("停用" in refusal.trouble.zh)
    }

    @Test
    fun `a catalogue comes from a file`() = town { hub ->
        hub.joined("刘馆员", "keeper") { keeper ->
            val house = keeper.createHouse(hub.union, "东湖书屋", "", "1")
            val file = "书名,作者,条码\n活着,余华,B0001\n,无名,B0002\n".toByteArray()
            val report = keeper.importCatalogue(house, file)
            assertEquals(Triple(2uL, 1uL, 3uL), Triple(report.total, report.imported, report.bad.single().line))
            val call = CallHandle()
            val again = keeper.importCatalogue(house, file, call)
            assertEquals(emptyList(), call.progress.toList(), "the call is over")
            assertEquals(0uL to 1uL, again.imported to again.unchanged)
            assertEquals("活着", keeper.titles(house, "huozhe", 0u, 10u).items.single().title)
            val title = keeper.titlesFlow(house, "", 0u, 10u).first { it.isNotEmpty() }.single()
            assertEquals("B0001", keeper.copiesFlow(title.id).first().single().barcode)
            assertEquals(1, keeper.historyFlow(title.id).first().size)
        }
    }

    @Test
    fun `a reader asks for a book that is out and it is kept`() = town { hub ->
        hub.joined("刘馆员", "keeper") { keeper -> hub.joined("王芳") { wang -> hold(hub, keeper, wang) } }
    }

    private suspend fun hold(hub: Hub, keeper: ZhijiaClient, wang: ZhijiaClient) {
        val house = keeper.createHouse(hub.union, "东湖书屋", "", "1")
        keeper.importCatalogue(house, "书名,条码\n活着,B0001\n".toByteArray())
        val title = keeper.titles(house, "", 0u, 10u).items.single().id
        val lent = keeper.lend(title, "B0001", Borrower.Person("李强", ""), false)
        keeper.sync()
        wang.sync()
        wang.followHouse(house, true)
        wang.sync()
        wang.placeHold(title)
        assertEquals(HoldPhase.WAITING to Tone.RECORDED, wang.holds().single().let { it.phase to it.state.tone })
        wang.sync()
        keeper.sync()
        assertEquals("王芳", keeper.holdsFlow(house).first().single().reader.name)
        keeper.takeBack(lent.record)
        assertEquals(HoldPhase.READY, keeper.holds(house).single().phase)
        keeper.sync()
        wang.sync()
        assertEquals(HoldPhase.READY to Tone.DECIDED, wang.holds().single().let { it.phase to it.state.tone })
    }

    @Test
    fun `logging out never takes unsent work unasked`() = town { hub ->
        withPhone(folder.resolve("wang"), hub.address) { wang ->
            wang.join(hub.invite("王芳"), "王芳")
            wang.sync()
            wang.setOnline(false)
            wang.editProfile(null, "13812345678")
            assertEquals("unsent-work", assertFailsWith<ZhijiaException.Refused> { wang.logOut(false) }.code)
            assertEquals("13812345678", wang.profile()!!.mobile, "the phone is still open")
            wang.logOut(true)
        }
        withPhone(folder.resolve("wang"), hub.address, ByteArray(32)) { assertEquals(null, it.member()) }
    }

    private fun draft(capacity: Long): EventDraft {
        val now = System.currentTimeMillis()
        val hour = 3_600_000L
        return EventDraft(
            title = "羽毛球友谊赛",
            place = "区体育馆",
            about = "",
            startsMs = now + 48 * hour,
            capacity = capacity,
            opensMs = now - hour,
            closesMs = now + 24 * hour,
        )
    }
}
