package cn.zhijia

import cn.zhijia.ffi.EnrolmentItem
import cn.zhijia.ffi.EnrolmentListener
import cn.zhijia.ffi.EnrolmentPut
import cn.zhijia.ffi.EventItem
import cn.zhijia.ffi.EventListener
import cn.zhijia.ffi.EventPut
import cn.zhijia.ffi.HouseItem
import cn.zhijia.ffi.HouseListener
import cn.zhijia.ffi.HouseLoan
import cn.zhijia.ffi.HouseLoanListener
import cn.zhijia.ffi.HouseLoanPut
import cn.zhijia.ffi.HousePut
import cn.zhijia.ffi.MyLoan
import cn.zhijia.ffi.MyLoanListener
import cn.zhijia.ffi.MyLoanPut
import cn.zhijia.ffi.NotSent
import cn.zhijia.ffi.NotSentListener
import cn.zhijia.ffi.NotSentPut
import cn.zhijia.ffi.OrganisedEvent
import cn.zhijia.ffi.OrganisedEventListener
import cn.zhijia.ffi.OrganisedEventPut
import cn.zhijia.ffi.Phone
import cn.zhijia.ffi.PlanItem
import cn.zhijia.ffi.PlanListener
import cn.zhijia.ffi.PlanPut
import cn.zhijia.ffi.Profile
import cn.zhijia.ffi.ProfileListener
import cn.zhijia.ffi.ProfilePut
import cn.zhijia.ffi.RosterItem
import cn.zhijia.ffi.RosterListener
import cn.zhijia.ffi.RosterPut
import cn.zhijia.ffi.SignUpItem
import cn.zhijia.ffi.SignUpListener
import cn.zhijia.ffi.SignUpPut
import cn.zhijia.ffi.Status
import cn.zhijia.ffi.StatusListener
import cn.zhijia.ffi.StatusPut
import cn.zhijia.ffi.Trouble
import cn.zhijia.ffi.Who
import cn.zhijia.ffi.WhoListener
import cn.zhijia.ffi.WhoPut
import kotlinx.coroutines.flow.Flow

// One list, two flows: `…Flow` gives it whole each time, `…News` gives the differences. Collecting starts the watch; a
// collector that stops ends it; shutting the phone down ends the flow.

/** The events of the own union and of every union above it, soonest first: kept up to date. */
fun Phone.eventsFlow(): Flow<List<EventItem>> = eventsNews().lists { it.id }

/** What changes in [eventsFlow]. */
fun Phone.eventsNews(): Flow<News<EventItem>> = watching { sink ->
    val listener = object : EventListener {
        override fun onSnapshot(rows: List<EventItem>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<EventPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchEvents(listener))
}

/** My sign-ups: kept up to date. */
fun Phone.signUpsFlow(): Flow<List<SignUpItem>> = signUpsNews().lists { it.id }

/** What changes in [signUpsFlow]. */
fun Phone.signUpsNews(): Flow<News<SignUpItem>> = watching { sink ->
    val listener = object : SignUpListener {
        override fun onSnapshot(rows: List<SignUpItem>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<SignUpPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchSignUps(listener))
}

/** The events that this phone organises: kept up to date. */
fun Phone.organisedEventsFlow(): Flow<List<OrganisedEvent>> = organisedEventsNews().lists { it.id }

/** What changes in [organisedEventsFlow]. */
fun Phone.organisedEventsNews(): Flow<News<OrganisedEvent>> = watching { sink ->
    val listener = object : OrganisedEventListener {
        override fun onSnapshot(rows: List<OrganisedEvent>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<OrganisedEventPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchOrganisedEvents(listener))
}

/** The roster of an event: seats by number, then who waits in order, then who left: kept up to date. */
fun Phone.rosterFlow(event: String): Flow<List<RosterItem>> = rosterNews(event).lists { it.id }

/** What changes in [rosterFlow]. */
fun Phone.rosterNews(event: String): Flow<News<RosterItem>> = watching { sink ->
    val listener = object : RosterListener {
        override fun onSnapshot(rows: List<RosterItem>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<RosterPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchRoster(event, listener))
}

/** The houses of the own union and of every union above it: kept up to date. */
fun Phone.housesFlow(): Flow<List<HouseItem>> = housesNews().lists { it.id }

/** What changes in [housesFlow]. */
fun Phone.housesNews(): Flow<News<HouseItem>> = watching { sink ->
    val listener = object : HouseListener {
        override fun onSnapshot(rows: List<HouseItem>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<HousePut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchHouses(listener))
}

/** The loans of a house: overdue first, then by due date, then what came back lately: kept up to date. */
fun Phone.houseLoansFlow(house: String): Flow<List<HouseLoan>> = houseLoansNews(house).lists { it.id }

/** What changes in [houseLoansFlow]. */
fun Phone.houseLoansNews(house: String): Flow<News<HouseLoan>> = watching { sink ->
    val listener = object : HouseLoanListener {
        override fun onSnapshot(rows: List<HouseLoan>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<HouseLoanPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchHouseLoans(house, listener))
}

/** The own loans, what is due soonest first: kept up to date. */
fun Phone.myLoansFlow(): Flow<List<MyLoan>> = myLoansNews().lists { it.id }

/** What changes in [myLoansFlow]. */
fun Phone.myLoansNews(): Flow<News<MyLoan>> = watching { sink ->
    val listener = object : MyLoanListener {
        override fun onSnapshot(rows: List<MyLoan>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<MyLoanPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchMyLoans(listener))
}

/** The plans of the own union and of every union above it: kept up to date. */
fun Phone.plansFlow(): Flow<List<PlanItem>> = plansNews().lists { it.id }

/** What changes in [plansFlow]. */
fun Phone.plansNews(): Flow<News<PlanItem>> = watching { sink ->
    val listener = object : PlanListener {
        override fun onSnapshot(rows: List<PlanItem>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<PlanPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchPlans(listener))
}

/** The own enrolments: kept up to date. */
fun Phone.enrolmentsFlow(): Flow<List<EnrolmentItem>> = enrolmentsNews().lists { it.id }

/** What changes in [enrolmentsFlow]. */
fun Phone.enrolmentsNews(): Flow<News<EnrolmentItem>> = watching { sink ->
    val listener = object : EnrolmentListener {
        override fun onSnapshot(rows: List<EnrolmentItem>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<EnrolmentPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchEnrolments(listener))
}

/** What was not sent, newest first: kept up to date. */
fun Phone.notSentFlow(): Flow<List<NotSent>> = notSentNews().lists { it.id }

/** What changes in [notSentFlow]. */
fun Phone.notSentNews(): Flow<News<NotSent>> = watching { sink ->
    val listener = object : NotSentListener {
        override fun onSnapshot(rows: List<NotSent>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<NotSentPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchNotSent(listener))
}

/** The own profile, as a list of one; empty before joining: kept up to date. */
fun Phone.profileFlow(): Flow<List<Profile>> = profileNews().lists { it.id }

/** What changes in [profileFlow]. */
fun Phone.profileNews(): Flow<News<Profile>> = watching { sink ->
    val listener = object : ProfileListener {
        override fun onSnapshot(rows: List<Profile>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<ProfilePut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchProfile(listener))
}

/** The status bar, as a list of one: kept up to date. */
fun Phone.statusFlow(): Flow<List<Status>> = statusNews().lists { it.id }

/** What changes in [statusFlow]. */
fun Phone.statusNews(): Flow<News<Status>> = watching { sink ->
    val listener = object : StatusListener {
        override fun onSnapshot(rows: List<Status>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<StatusPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchStatus(listener))
}

/** Who uses this phone, as a list of one; empty before joining: kept up to date. */
fun Phone.whoFlow(): Flow<List<Who>> = whoNews().lists { it.id }

/** What changes in [whoFlow]. */
fun Phone.whoNews(): Flow<News<Who>> = watching { sink ->
    val listener = object : WhoListener {
        override fun onSnapshot(rows: List<Who>) = sink.emit(News.Snapshot(rows))

        override fun onDiff(removed: List<String>, put: List<WhoPut>) =
            sink.emit(News.Diff(removed, put.map { Placed(it.at.toInt(), it.isNew, it.item) }))

        override fun onTrouble(trouble: Trouble) = sink.emit(News.Unreadable(trouble))

        override fun onEnd() = sink.end()
    }
    ending(watchWho(listener))
}
