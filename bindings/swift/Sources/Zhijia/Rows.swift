import ZhijiaBindings

// Every row of a list has an `id`: SwiftUI tells rows apart by it.

extension EventItem: Identifiable {}
extension SignUpItem: Identifiable {}
extension OrganisedEvent: Identifiable {}
extension RosterItem: Identifiable {}
extension HouseItem: Identifiable {}
extension HouseLoan: Identifiable {}
extension MyLoan: Identifiable {}
extension PlanItem: Identifiable {}
extension EnrolmentItem: Identifiable {}
extension NotSent: Identifiable {}
extension Profile: Identifiable {}
extension Status: Identifiable {}
extension Who: Identifiable {}
