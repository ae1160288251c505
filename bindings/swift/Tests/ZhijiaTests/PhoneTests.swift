import Foundation
import Testing
import Zhijia

/// A phone alone: opening, refusals, watches. No hub is there.
@Suite(.timeLimit(.minutes(2)))
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

    @Test func aPhoneThatWasDroppedOpensAgainAtOnce() async throws {
        try await withFolder { folder in
            for _ in 0..<3 {
                let phone = try await ZhijiaClient.open(dir: folder.path, key: key, hub: nobody)
                let events = try await phone.events()
                #expect(events == [])
            }
        }
    }

    @Test func anotherKeyOpensNothing() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { _ in }
            let error = try await refused { try await withPhone(folder, key: Data(count: 32)) { _ in } }
            guard case .Device(let trouble) = error else { throw Unexpected() }
            #expect(trouble.code == "wrong-key")
            #expect(trouble.field == "key")
            #expect(trouble.zh == "密钥打不开本机的数据")
            #expect(trouble.en == "The key does not open this phone's data")
            #expect(trouble.nextZh.contains("数据没有动过"))
            #expect(trouble.nextEn.contains("the data are untouched"))
        }
    }

    @Test func anErrorSaysItsSentences() async throws {
        try await withFolder { folder in
            let error = try await refused { try await withPhone(folder, key: Data(count: 5)) { _ in } }
            guard case .Input(let trouble) = error else { throw Unexpected() }
            #expect(error.code == "key-length")
            #expect(trouble.field == "key")
            #expect("\(error)" == "The key is not 32 bytes long. The app makes a key of 32 random bytes and keeps it in Keystore or Keychain.")
            #expect(trouble.what(in: "zh-Hans-CN") == "密钥不是 32 个字节。")
            #expect(trouble.next(in: "en-GB") == "The app makes a key of 32 random bytes and keeps it in Keystore or Keychain.")
            #expect(error.localizedDescription == trouble.what())
        }
    }

    @Test func errorsAreKindsOfWhatAnAppCanDo() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let away = try await refused { _ = try await phone.join(code: "AAAA-AAAA-AAAA", name: "王芳") }
                guard case .Unavailable = away else { throw Unexpected() }
                let empty = try await refused { _ = try await phone.join(code: "AAAA-AAAA-AAAA", name: " ") }
                guard case .Input = empty else { throw Unexpected() }
                let unknown = try await refused { _ = try await phone.signUp(event: "no id") }
                guard case .Refused = unknown else { throw Unexpected() }
                let early = try await refused {
                    _ = try await phone.signUp(event: String(repeating: "00", count: 16))
                }
                guard case .NotJoined = early else { throw Unexpected() }
                try await phone.shutDown()
                let late = try await refused { _ = try await phone.events() }
                guard case .NotOpen(let trouble) = late else { throw Unexpected() }
                #expect(trouble.code == "phone-closed")
            }
        }
    }

    @Test func beforeJoiningEveryListIsEmpty() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let once = try await [phone.signUps().count, phone.myLoans().count, phone.plans().count]
                #expect(once == [0, 0, 0])
                for try await rows in phone.signUpsLists() {
                    #expect(rows == [])
                    break
                }
                for try await rows in phone.enrolmentsLists() {
                    #expect(rows == [])
                    break
                }
            }
        }
    }

    @Test func theStatusIsASequenceThatFollowsTheAirplaneSwitch() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var seen: [Bool] = []
                for try await status in phone.statusLists() {
                    seen.append(status[0].airplane)
                    if seen.count == 2 { break }
                    try phone.setOnline(online: false)
                }
                #expect(seen == [false, true])
            }
        }
    }

    @Test func theUpdatesAreTheWholeListAndThenWhatChanged() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var updates = phone.statusUpdates().makeAsyncIterator()
                guard case .whole(let rows)? = try await updates.next() else { throw Unexpected() }
                #expect(rows.map(\.airplane) == [false])
                try phone.setOnline(online: false)
                guard case .changed(let removed, let put)? = try await updates.next() else { throw Unexpected() }
                #expect(removed == [])
                #expect(put.map(\.at) == [0])
                #expect(put.map(\.isNew) == [false])
            }
        }
    }

    @Test func aSecondLoopOverAKeptSequenceBeginsWithTheListOfNow() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let kept = phone.statusLists()
                for airplane in [false, true] {
                    var seen: [Bool] = []
                    for try await rows in kept {
                        seen.append(rows[0].airplane)
                        // Of the second loop also a difference: it fits the list that the loop began with.
                        if seen.count == 2 || !airplane { break }
                        try phone.setOnline(online: true)
                    }
                    #expect(seen == (airplane ? [true, false] : [false]))
                    try phone.setOnline(online: false)
                }
            }
        }
    }

    @Test func aLoopThatIsBusyIsToldTheLastOfManyChanges() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var lists = phone.statusLists().makeAsyncIterator()
                let first = try await lists.next()
                #expect(first?.map(\.airplane) == [false])
                for n in 0..<50 { try phone.setOnline(online: n % 2 == 1) }
                try phone.setOnline(online: false)
                let second = try await lists.next()
                #expect(second?.map(\.airplane) == [true], "fifty changes are one")
            }
        }
    }

    @Test func shuttingDownEndsTheSequence() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                var lists = 0
                for try await _ in phone.statusLists() {
                    lists += 1
                    try await phone.shutDown()
                }
                #expect(lists == 1)
            }
        }
    }

    @Test func aCancelledTaskEndsItsLoop() async throws {
        try await withFolder { folder in
            try await withPhone(folder) { phone in
                let (told, keep) = AsyncStream<Int>.makeStream()
                let watching = Task {
                    var seen = 0
                    for try await _ in phone.statusLists() {
                        seen += 1
                        keep.yield(seen)
                    }
                    return seen
                }
                for await _ in told { break }
                watching.cancel()
                let seen = try await watching.value
                #expect(seen == 1)
            }
        }
    }

    @Test func aCancelledJoinOnASilentHubEndsAtOnce() async throws {
        let silent = try SilentHub()
        try await withFolder { folder in
            try await withPhone(folder, hub: silent.address) { phone in
                let joining = Task { try await phone.join(code: "AAAA-AAAA-AAAA", name: "王芳") }
                let connection = await silent.accept()
                joining.cancel()
                let stopped = try await refused { _ = try await joining.value }
                guard case .Stopped = stopped else { throw Unexpected() }
                let hungUp = await silent.hangsUp(connection)
                #expect(hungUp, "the connection of a call that has ended is closed")
            }
        }
    }

    @Test func aRowPrintsNobodysNameAndNoNumber() {
        let card = CardItem(id: "ab12", name: "王芳", employer: "东湖机械厂", tail: "4567")
        #expect("\(card)" == "CardItem(id: ab12, name: …, employer: …, tail: …)")
        var dumped = ""
        dump(card, to: &dumped)
        #expect(!dumped.contains("王芳") && !dumped.contains("4567"))
        #expect("\(Borrower.person(name: "王芳", employer: "东湖机械厂"))" == "Borrower.person")
    }

    @Test func whatMayBeLeftOutOfADraftHasADefault() {
        let draft = EventDraft(title: "", place: "", about: "", startsMs: 1, opensMs: 0, closesMs: 0)
        #expect(draft.capacity == nil)
        #expect(draft.endsMs == nil)
    }
}

struct Unexpected: Error {}
