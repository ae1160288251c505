import ZhijiaBindings

// Each listener puts what it is told into a sink; they differ only in the type of their rows.

final class EventRows: EventListener {
    let sink: Sink<News<EventItem>>

    init(sink: Sink<News<EventItem>>) { self.sink = sink }

    func onSnapshot(rows: [EventItem]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [EventPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class SignUpRows: SignUpListener {
    let sink: Sink<News<SignUpItem>>

    init(sink: Sink<News<SignUpItem>>) { self.sink = sink }

    func onSnapshot(rows: [SignUpItem]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [SignUpPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class OrganisedEventRows: OrganisedEventListener {
    let sink: Sink<News<OrganisedEvent>>

    init(sink: Sink<News<OrganisedEvent>>) { self.sink = sink }

    func onSnapshot(rows: [OrganisedEvent]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [OrganisedEventPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class RosterRows: RosterListener {
    let sink: Sink<News<RosterItem>>

    init(sink: Sink<News<RosterItem>>) { self.sink = sink }

    func onSnapshot(rows: [RosterItem]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [RosterPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class HouseRows: HouseListener {
    let sink: Sink<News<HouseItem>>

    init(sink: Sink<News<HouseItem>>) { self.sink = sink }

    func onSnapshot(rows: [HouseItem]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [HousePut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class HouseLoanRows: HouseLoanListener {
    let sink: Sink<News<HouseLoan>>

    init(sink: Sink<News<HouseLoan>>) { self.sink = sink }

    func onSnapshot(rows: [HouseLoan]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [HouseLoanPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class MyLoanRows: MyLoanListener {
    let sink: Sink<News<MyLoan>>

    init(sink: Sink<News<MyLoan>>) { self.sink = sink }

    func onSnapshot(rows: [MyLoan]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [MyLoanPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class PlanRows: PlanListener {
    let sink: Sink<News<PlanItem>>

    init(sink: Sink<News<PlanItem>>) { self.sink = sink }

    func onSnapshot(rows: [PlanItem]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [PlanPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class EnrolmentRows: EnrolmentListener {
    let sink: Sink<News<EnrolmentItem>>

    init(sink: Sink<News<EnrolmentItem>>) { self.sink = sink }

    func onSnapshot(rows: [EnrolmentItem]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [EnrolmentPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class NotSentRows: NotSentListener {
    let sink: Sink<News<NotSent>>

    init(sink: Sink<News<NotSent>>) { self.sink = sink }

    func onSnapshot(rows: [NotSent]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [NotSentPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class ProfileRows: ProfileListener {
    let sink: Sink<News<Profile>>

    init(sink: Sink<News<Profile>>) { self.sink = sink }

    func onSnapshot(rows: [Profile]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [ProfilePut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class StatusRows: StatusListener {
    let sink: Sink<News<Status>>

    init(sink: Sink<News<Status>>) { self.sink = sink }

    func onSnapshot(rows: [Status]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [StatusPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}

final class WhoRows: WhoListener {
    let sink: Sink<News<Who>>

    init(sink: Sink<News<Who>>) { self.sink = sink }

    func onSnapshot(rows: [Who]) { sink.emit(.snapshot(rows)) }

    func onDiff(removed: [String], put: [WhoPut]) {
        sink.emit(.diff(removed: removed, put: put.map { Placed(at: Int($0.at), isNew: $0.isNew, item: $0.item) }))
    }

    func onTrouble(trouble: Trouble) { sink.emit(.unreadable(trouble)) }

    func onEnd() { sink.end() }
}
