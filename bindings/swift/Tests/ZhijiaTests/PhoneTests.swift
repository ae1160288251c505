import Foundation
import Testing
import Zhijia

/// A phone alone: opening, refusals, watches. No hub is there.
struct PhoneTests {
    @Test func aPhoneThatWasShutDownOpensAgain() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let got = try await phone.member()
                #expect(got == nil)
            }
            try await withPhone(folder) { phone in
                let got = try await phone.events()
                #expect(got == [])
            }
        }
    }

    @Test func anotherKeyOpensNothing() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { _ in }
            let trouble = try await refused { try await withPhone(folder, key: Data(count: 32)) { _ in } }
            #expect(trouble.code == "wrong-key")
            #expect(trouble.field == "key")
            #expect(trouble.zh == "密钥打不开本机的数据")
            #expect(trouble.en == "The key does not open this phone's data")
            #expect(trouble.nextZh.contains("数据没有动过"))
            #expect(trouble.nextEn.contains("the data are untouched"))
        }
    }

    @Test func aKeyHas32Bytes() async throws {
        try await withFolder { folder in
            let trouble = try await refused { try await withPhone(folder, key: Data(count: 5)) { _ in } }
            #expect(trouble.code == "bad-field")
            #expect(trouble.field == "key")
        }
    }

    @Test func withoutAHubNobodyJoins() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let join = try await refused {
                    _ = try await phone.join(code: "AAAA-AAAA-AAAA", name: "王芳", mobile: nil)
                }
                #expect(join.code == "hub-unreachable")
                let early = try await refused { _ = try await phone.signUps() }.code
                #expect(early == "not-joined")
                let unknown = try await refused { _ = try await phone.signUp(event: "no id") }.code
                #expect(unknown == "not-found")
            }
        }
    }

    @Test func theStatusIsASequenceThatFollowsTheAirplaneSwitch() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var seen: [Bool] = []
                for try await status in try phone.statusLists() {
                    seen.append(status[0].airplane)
                    if seen.count == 2 { break }
                    try phone.setOnline(online: false)
                }
                #expect(seen == [false, true])
            }
        }
    }

    @Test func theRawNewsAreASnapshotAndThenDifferences() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var news = try phone.statusNews().makeAsyncIterator()
                guard case .snapshot(let rows)? = await news.next() else { throw Unexpected() }
                #expect(rows.map(\.airplane) == [false])
                try phone.setOnline(online: false)
                guard case .diff(let removed, let put)? = await news.next() else { throw Unexpected() }
                #expect(removed == [])
                #expect(put.map(\.at) == [0])
                #expect(put.map(\.isNew) == [false])
            }
        }
    }

    @Test func troubleBeforeTheFirstListIsThrown() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let trouble = try await refused {
                    for try await _ in try phone.signUpsLists() {}
                }
                #expect(trouble.code == "not-joined")
            }
        }
    }

    @Test func shuttingDownEndsTheSequence() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var lists = 0
                for try await _ in try phone.statusLists() {
                    lists += 1
                    try await phone.shutDown()
                }
                #expect(lists == 1)
                let late = try await refused { _ = try await phone.events() }.code
                #expect(late == "closed")
            }
        }
    }

    @Test func aListenerThatFailsEndsItsWatchAndNothingElse() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let (told, keep) = AsyncStream<String>.makeStream()
                let watching = try phone.watchStatus(listener: Failing(told: keep))
                var news: [String] = []
                for await one in told { news.append(one) }
                #expect(news == ["snapshot", "end"])
                try watching.cancel()
                let id = try await phone.status().id
                #expect(id == "status")
            }
        }
    }
}

struct Unexpected: Error {}

private final class Failing: StatusListener {
    let told: AsyncStream<String>.Continuation

    init(told: AsyncStream<String>.Continuation) { self.told = told }

    func onSnapshot(rows: [Status]) throws {
        told.yield("snapshot")
        throw Unexpected()
    }

    func onDiff(removed: [String], put: [StatusPut]) { told.yield("diff") }

    func onTrouble(trouble: Trouble) { told.yield("trouble") }

    func onEnd() {
        told.yield("end")
        told.finish()
    }
}
