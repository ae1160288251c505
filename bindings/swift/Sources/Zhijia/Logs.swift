import ZhijiaBindings

/// The library's log from now on, as far as it matters as much as `level`. A loop over it starts and ends it.
public func logs(_ level: LogLevel) -> LogLines { LogLines(level: level) }

/// Lines of the library's log. There is nothing personal in them.
public struct LogLines: AsyncSequence, Sendable {
    public typealias Element = LogLine

    let level: LogLevel

    public func makeAsyncIterator() -> Iterator { Iterator(watch: LogWatch(level: level)) }

    public struct Iterator: AsyncIteratorProtocol {
        let watch: LogWatch

        public mutating func next() async throws -> LogLine? {
            let watch = watch
            return try await withTaskCancellationHandler {
                try await watch.next()
            } onCancel: {
                try? watch.cancel()
            }
        }
    }
}
