import ZhijiaBindings

extension Probe {
    /// The numbers below `count`, `batch` at a time, as a sequence that ends with the last one.
    public func ticks(count: UInt32, batch: UInt32) throws -> AsyncStream<[UInt32]> {
        try watching { sink in
            let ticks = try watch(count: count, batch: batch, listener: Listener(sink: sink))
            // The library's word on a cancelled watch has no reader any more.
            return { try? ticks.cancel() }
        }
    }
}

private final class Listener: TickListener {
    let sink: Sink<[UInt32]>

    init(sink: Sink<[UInt32]>) {
        self.sink = sink
    }

    func onTicks(numbers: [UInt32]) throws {
        sink.emit(numbers)
    }

    func onEnd() throws {
        sink.end()
    }
}
