import ZhijiaBindings

/// A long call that its task stops: cancelling a task does not reach the library by itself, the call's handle does.
func stoppable<T: Sendable>(_ call: (CallHandle) async throws -> T) async throws -> T {
    let handle = CallHandle()
    return try await withTaskCancellationHandler {
        try await call(handle)
    } onCancel: {
        try? handle.cancel()
    }
}

extension CallHandle {
    /// How far the call is, until it is over.
    public var progress: CallSteps { CallSteps(handle: self) }
}

/// The steps of a call. Steps are left out where the loop is slow.
public struct CallSteps: AsyncSequence, Sendable {
    public typealias Element = CallProgress

    let handle: CallHandle

    public func makeAsyncIterator() -> Iterator { Iterator(handle: handle) }

    public struct Iterator: AsyncIteratorProtocol {
        let handle: CallHandle

        public mutating func next() async throws -> CallProgress? { try await handle.nextProgress() }
    }
}
