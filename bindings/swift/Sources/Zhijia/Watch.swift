import ZhijiaBindings

/// A listener of the library as an `AsyncStream`: the watch starts when the stream is made and ends when the
/// loop over it is left, the task is cancelled, or the library has told everything.
///
/// `start` gets the sink that the listener writes to and returns what ends the watch. Cancelling a task does not reach
/// the library by itself; the stream's end does.
func watching<Element: Sendable>(
    _ start: (Sink<Element>) throws -> @Sendable () -> Void
) rethrows -> AsyncStream<Element> {
    let (stream, continuation) = AsyncStream<Element>.makeStream()
    let end = try start(Sink(continuation: continuation))
    continuation.onTermination = { _ in end() }
    return stream
}

/// Where a listener puts what the library tells it. Called on threads of the library.
struct Sink<Element: Sendable>: Sendable {
    let continuation: AsyncStream<Element>.Continuation

    func emit(_ value: Element) {
        continuation.yield(value)
    }

    /// The library has told everything.
    func end() {
        continuation.finish()
    }
}

/// What ends a watch of the library.
func ending(_ watching: Watching) -> @Sendable () -> Void {
    // A watch that has ended already has nobody left to tell.
    { try? watching.cancel() }
}
