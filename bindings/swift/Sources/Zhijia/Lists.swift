import ZhijiaBindings

// One list, two sequences: `…Lists` gives it whole each time, `…News` gives the differences. The watch starts when the
// sequence is made and ends when the loop over it is left; shutting the phone down ends the sequence.

extension Phone {
    /// The events of the own union and of every union above it, soonest first: kept up to date.
    public func eventsLists() throws -> Lists<EventItem> {
        Lists(news: try eventsNews())
    }

    /// What changes in `eventsLists`.
    public func eventsNews() throws -> AsyncStream<News<EventItem>> {
        try watching { sink in
            let listener = EventRows(sink: sink)
            return ending(try watchEvents(listener: listener))
        }
    }

    /// My sign-ups: kept up to date.
    public func signUpsLists() throws -> Lists<SignUpItem> {
        Lists(news: try signUpsNews())
    }

    /// What changes in `signUpsLists`.
    public func signUpsNews() throws -> AsyncStream<News<SignUpItem>> {
        try watching { sink in
            let listener = SignUpRows(sink: sink)
            return ending(try watchSignUps(listener: listener))
        }
    }

    /// The events that this phone organises: kept up to date.
    public func organisedEventsLists() throws -> Lists<OrganisedEvent> {
        Lists(news: try organisedEventsNews())
    }

    /// What changes in `organisedEventsLists`.
    public func organisedEventsNews() throws -> AsyncStream<News<OrganisedEvent>> {
        try watching { sink in
            let listener = OrganisedEventRows(sink: sink)
            return ending(try watchOrganisedEvents(listener: listener))
        }
    }

    /// The roster of an event: seats by number, then who waits in order, then who left: kept up to date.
    public func rosterLists(_ event: String) throws -> Lists<RosterItem> {
        Lists(news: try rosterNews(event))
    }

    /// What changes in `rosterLists`.
    public func rosterNews(_ event: String) throws -> AsyncStream<News<RosterItem>> {
        try watching { sink in
            let listener = RosterRows(sink: sink)
            return ending(try watchRoster(event: event, listener: listener))
        }
    }

    /// The houses of the own union and of every union above it: kept up to date.
    public func housesLists() throws -> Lists<HouseItem> {
        Lists(news: try housesNews())
    }

    /// What changes in `housesLists`.
    public func housesNews() throws -> AsyncStream<News<HouseItem>> {
        try watching { sink in
            let listener = HouseRows(sink: sink)
            return ending(try watchHouses(listener: listener))
        }
    }

    /// The loans of a house: overdue first, then by due date, then what came back lately: kept up to date.
    public func houseLoansLists(_ house: String) throws -> Lists<HouseLoan> {
        Lists(news: try houseLoansNews(house))
    }

    /// What changes in `houseLoansLists`.
    public func houseLoansNews(_ house: String) throws -> AsyncStream<News<HouseLoan>> {
        try watching { sink in
            let listener = HouseLoanRows(sink: sink)
            return ending(try watchHouseLoans(house: house, listener: listener))
        }
    }

    /// The own loans, what is due soonest first: kept up to date.
    public func myLoansLists() throws -> Lists<MyLoan> {
        Lists(news: try myLoansNews())
    }

    /// What changes in `myLoansLists`.
    public func myLoansNews() throws -> AsyncStream<News<MyLoan>> {
        try watching { sink in
            let listener = MyLoanRows(sink: sink)
            return ending(try watchMyLoans(listener: listener))
        }
    }

    /// The plans of the own union and of every union above it: kept up to date.
    public func plansLists() throws -> Lists<PlanItem> {
        Lists(news: try plansNews())
    }

    /// What changes in `plansLists`.
    public func plansNews() throws -> AsyncStream<News<PlanItem>> {
        try watching { sink in
            let listener = PlanRows(sink: sink)
            return ending(try watchPlans(listener: listener))
        }
    }

    /// The own enrolments: kept up to date.
    public func enrolmentsLists() throws -> Lists<EnrolmentItem> {
        Lists(news: try enrolmentsNews())
    }

    /// What changes in `enrolmentsLists`.
    public func enrolmentsNews() throws -> AsyncStream<News<EnrolmentItem>> {
        try watching { sink in
            let listener = EnrolmentRows(sink: sink)
            return ending(try watchEnrolments(listener: listener))
        }
    }

    /// What was not sent, newest first: kept up to date.
    public func notSentLists() throws -> Lists<NotSent> {
        Lists(news: try notSentNews())
    }

    /// What changes in `notSentLists`.
    public func notSentNews() throws -> AsyncStream<News<NotSent>> {
        try watching { sink in
            let listener = NotSentRows(sink: sink)
            return ending(try watchNotSent(listener: listener))
        }
    }

    /// The own profile, as a list of one; empty before joining: kept up to date.
    public func profileLists() throws -> Lists<Profile> {
        Lists(news: try profileNews())
    }

    /// What changes in `profileLists`.
    public func profileNews() throws -> AsyncStream<News<Profile>> {
        try watching { sink in
            let listener = ProfileRows(sink: sink)
            return ending(try watchProfile(listener: listener))
        }
    }

    /// The status bar, as a list of one: kept up to date.
    public func statusLists() throws -> Lists<Status> {
        Lists(news: try statusNews())
    }

    /// What changes in `statusLists`.
    public func statusNews() throws -> AsyncStream<News<Status>> {
        try watching { sink in
            let listener = StatusRows(sink: sink)
            return ending(try watchStatus(listener: listener))
        }
    }

    /// Who uses this phone, as a list of one; empty before joining: kept up to date.
    public func whoLists() throws -> Lists<Who> {
        Lists(news: try whoNews())
    }

    /// What changes in `whoLists`.
    public func whoNews() throws -> AsyncStream<News<Who>> {
        try watching { sink in
            let listener = WhoRows(sink: sink)
            return ending(try watchWho(listener: listener))
        }
    }
}
