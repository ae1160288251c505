import Foundation
import Testing
import Zhijia

/// The main job on real phones and a real hub: a signal is not needed to sign up, and everyone learns the outcome.
@Suite(.timeLimit(.minutes(2)))
struct MainJobTests {
    @Test func signingUpWithoutAHubAndLearningTheOutcomeWithOne() async throws {
        try await withTown { town in
            try await town.joined("chen", "陈组织", roles: ["organiser"]) { organiser in
                try await town.joined("wang", "王芳") { wang in
                    try await town.joined("li", "李强") { li in
                        try await signUp(town.hub, organiser, wang, li)
                    }
                }
            }
        }
    }

    private func signUp(_ hub: Hub, _ organiser: ZhijiaClient, _ wang: ZhijiaClient, _ li: ZhijiaClient) async throws {
        let union = try hub.union()
        let roles = try #require(try await organiser.who()).roles
        #expect(roles.map(\.role) == [.organiser])
        #expect(roles.map(\.space.id) == [union])
        let event = try await organiser.createEvent(space: union, draft: draft(capacity: 1), publish: true)
        try await organiser.sync()
        for phone in [wang, li] {
            try await phone.sync()
            let titles = try await phone.events().map(\.details.title)
            #expect(titles == ["羽毛球友谊赛"])
        }

        hub.stop()
        for phone in [wang, li] {
            _ = try await phone.signUp(event: event)
            let mine = try #require(try await phone.signUps().first).state
            #expect(mine.tone == .recorded)
            #expect(mine.textZh == "已记在本机")
            let preview = try #require(mine.preview)
            #expect(preview.tone == .preview)
            #expect(preview.textZh.contains("还有 1 个名额"))
        }
        let away = try await refused { try await wang.sync() }
        #expect(away.code == "hub-unreachable")

        // What the organiser sees, from the empty roster on: the hub comes back, two phones send.
        var step = 0
        for try await rows in organiser.rosterLists(event: event) {
            if step == 0, rows.isEmpty {
                step = 1
                try hub.start()
                try organiser.start()
                try await wang.sync()
            }
            if step == 1, rows.contains(where: { $0.name == "王芳" && $0.group == .seated }) {
                step = 2
                try await li.sync()
            }
            if step == 2, rows.contains(where: { $0.name == "李强" && $0.group == .waiting }) {
                #expect(rows.map(\.name) == ["王芳", "李强"])
                #expect(rows.map(\.group) == [.seated, .waiting])
                #expect(rows.map(\.place) == [1, 1])
                step = 3
                break
            }
        }
        #expect(step == 3)

        let mine = try #require(try await li.signUps().first).state
        #expect(mine.tone == .waiting)
        #expect(mine.textZh == "候补第 1 位")
        #expect(mine.whyZh == "报名时名额已满,按报名先后候补;前面有人退出会自动递补")

        try hub.revokeDevice(try #require(try await li.who()).device)
        let refusal = try await refused { try await li.sync() }
        #expect(refusal.code == "device-revoked")
        #expect(refusal.trouble.zh.contains("停用"))
    }

    @Test func aCatalogueComesFromAFile() async throws {
        try await withTown { town in
            try await town.joined("liu", "刘馆员", roles: ["keeper"]) { keeper in
                let house = try await keeper.createHouse(
                    space: town.hub.union(), name: "东湖书屋", address: "", closedWeekdays: "1")
                let file = Data("书名,作者,条码\n活着,余华,B0001\n,无名,B0002\n".utf8)
                let report = try await keeper.importCatalogue(house: house, file: file)
                #expect(report.total == 2)
                #expect(report.imported == 1)
                #expect(report.bad.map(\.line) == [3])
                let again = try await keeper.importCatalogue(house: house, file: file)
                #expect(again.imported == 0)
                #expect(again.unchanged == 1)
                let found = try await keeper.titles(house: house, query: "huozhe", offset: 0, count: 10)
                #expect(found.items.map(\.title) == ["活着"])
                for try await titles in keeper.titlesLists(house: house, query: "", offset: 0, count: 10) {
                    #expect(titles.map(\.title) == ["活着"])
                    break
                }
            }
        }
    }

    @Test func aReaderAsksForABookThatIsOutAndItIsKept() async throws {
        try await withTown { town in
            try await town.joined("liu", "刘馆员", roles: ["keeper"]) { keeper in
                try await town.joined("wang", "王芳") { wang in
                    let house = try await keeper.createHouse(
                        space: town.hub.union(), name: "东湖书屋", address: "", closedWeekdays: "1")
                    _ = try await keeper.importCatalogue(house: house, file: Data("书名,条码\n活着,B0001\n".utf8))
                    let titles = try await keeper.titles(house: house, query: "", offset: 0, count: 10)
                    let title = try #require(titles.items.first).id
                    let lent = try await keeper.lend(
                        title: title, copy: "B0001", borrower: .person(name: "李强", employer: ""), exception: false)
                    try await keeper.sync()
                    try await wang.sync()
                    try await wang.followHouse(house: house, follow: true)
                    try await wang.sync()
                    _ = try await wang.placeHold(title: title)
                    let asked = try await wang.holds()
                    #expect(asked.map(\.phase) == [.waiting])
                    #expect(asked.map(\.state.tone) == [.recorded])
                    try await wang.sync()
                    try await keeper.sync()
                    _ = try await keeper.takeBack(loan: lent.record)
                    for try await line in keeper.holdsLists(house: house) {
                        #expect(line.map(\.reader.name) == ["王芳"])
                        #expect(line.map(\.phase) == [.ready])
                        break
                    }
                    try await keeper.sync()
                    try await wang.sync()
                    let kept = try await wang.holds()
                    #expect(kept.map(\.state.tone) == [.decided])
                }
            }
        }
    }

    @Test func loggingOutNeverTakesUnsentWorkUnasked() async throws {
        try await withTown { town in
            try await town.joined("wang", "王芳") { wang in
                try wang.setOnline(online: false)
                try await wang.editProfile(name: nil, mobile: "13812345678")
                let unsent = try await refused { try await wang.logOut(discardUnsent: false) }
                #expect(unsent.code == "unsent-work")
                let mobile = try await wang.profile()?.mobile
                #expect(mobile == "13812345678", "the phone is still open")
                try await wang.logOut(discardUnsent: true)
            }
            try await withPhone(town.folder.appendingPathComponent("wang"), key: Data(count: 32)) { another in
                let member = try await another.member()
                #expect(member == nil)
            }
        }
    }

    private func draft(capacity: Int64) -> EventDraft {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let hour: Int64 = 3_600_000
        return EventDraft(
            title: "羽毛球友谊赛", place: "区体育馆", about: "", startsMs: now + 48 * hour,
            capacity: capacity, opensMs: now - hour, closesMs: now + 24 * hour)
    }
}

/// A hub, and a folder for the phones.
private struct Town {
    let folder: URL
    let hub: Hub

    func joined(
        _ phone: String, _ name: String, roles: [String] = [], _ work: (ZhijiaClient) async throws -> Void
    ) async throws {
        try await withPhone(folder.appendingPathComponent(phone), hub: hub.address) { phone in
            _ = try await phone.join(code: hub.invite(name, roles: roles), name: name)
            try await phone.sync()
            try await work(phone)
        }
    }
}

private func withTown(_ work: (Town) async throws -> Void) async throws {
    try await withFolder { folder in
        let hub = try Hub(folder)
        try hub.start()
        try await work(Town(folder: folder, hub: hub))
        hub.stop()
    }
}
