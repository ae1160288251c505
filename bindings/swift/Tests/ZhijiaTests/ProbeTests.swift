import Testing
import Zhijia

struct ProbeTests {
    @Test func aCallCrossesTheBorderAndBack() throws {
        #expect(try Probe.open(allowed: 3).take(asked: 2) == 1)
    }

    @Test func anAsynchronousCallIsAwaited() async throws {
        #expect(try await Probe.open(allowed: 3).takeLater(asked: 3) == 0)
    }

    @Test func aRefusalBringsItsNumbersAndItsSentence() throws {
        let probe = try Probe.open(allowed: 3)
        #expect(throws: ProbeError.TooMany(asked: 5, allowed: 3, sentence: "最多可借3册，您要借5册。")) {
            try probe.take(asked: 5)
        }
    }

    @Test func anAsynchronousCallRefusesInTheSameWay() async throws {
        let probe = try Probe.open(allowed: 1)
        await #expect(throws: ProbeError.TooMany(asked: 2, allowed: 1, sentence: "最多可借1册，您要借2册。")) {
            try await probe.takeLater(asked: 2)
        }
    }

    @Test func aListenerIsASequenceThatEnds() async throws {
        let probe = try Probe.open(allowed: 3)
        var batches: [[UInt32]] = []
        for await batch in try probe.ticks(count: 5, batch: 2) {
            batches.append(batch)
        }
        #expect(batches == [[0, 1], [2, 3], [4]])
    }

    @Test func aLoopThatIsLeftEndsTheWatch() async throws {
        let probe = try Probe.open(allowed: 3)
        var first: [[UInt32]] = []
        for await batch in try probe.ticks(count: .max, batch: 1) {
            first.append(batch)
            if first.count == 2 { break }
        }
        #expect(first == [[0], [1]])
    }
}
