import ZhijiaBindings

/// What a watched list tells.
public enum ListUpdate<Row: Identifiable & Sendable>: Sendable where Row.ID == String {
    /// The whole list, in its order: always the first.
    case whole([Row])
    /// What changed: ids of rows that went, and rows that are new or have changed, each with its place.
    case changed(removed: [String], put: [PlacedRow<Row>])
    /// The list cannot be read now; it goes on when it can.
    case unreadable(ZhijiaError)

    /// From the fields that the library's own update has for its rows.
    init(_ whole: Bool, _ removed: [String], _ put: [Row], _ at: [UInt32], _ isNew: [Bool]) {
        if whole {
            self = .whole(put)
        } else {
            let placed = zip(put, zip(at, isNew)).map { PlacedRow(at: Int($1.0), isNew: $1.1, row: $0) }
            self = .changed(removed: removed, put: placed)
        }
    }
}

/// A row with its place in the list as it is now.
public struct PlacedRow<Row: Identifiable & Sendable>: Sendable where Row.ID == String {
    public let at: Int
    /// It was not in the list before.
    public let isNew: Bool
    public let row: Row
}

/// A watch of the library, whatever its rows are.
public protocol ListWatch<Row>: Sendable {
    associatedtype Row: Identifiable & Sendable where Row.ID == String

    /// Waits for the next update; nothing when the watch has ended.
    func nextUpdate() async throws -> ListUpdate<Row>?
    /// Ends the watch.
    func cancel() throws
}

/// The updates of a list. Each loop over them starts a watch of its own and ends it; a slow loop is told what has
/// changed by then, in one update.
public struct ListUpdates<Row: Identifiable & Sendable>: AsyncSequence, Sendable where Row.ID == String {
    public typealias Element = ListUpdate<Row>

    let start: @Sendable () throws -> any ListWatch<Row>

    init<Watch: ListWatch>(_ start: @escaping @Sendable () throws -> Watch) where Watch.Row == Row {
        self.start = start
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(watch: Result(catching: start))
    }

    public struct Iterator: AsyncIteratorProtocol {
        let watch: Result<any ListWatch<Row>, any Error>

        public mutating func next() async throws -> ListUpdate<Row>? {
            let watch = try watch.get()
            do {
                // Cancelling a task does not reach the library by itself.
                return try await withTaskCancellationHandler {
                    try await watch.nextUpdate()
                } onCancel: {
                    try? watch.cancel()
                }
            } catch let refused as ZhijiaError {
                return .unreadable(refused)
            }
        }
    }
}

/// A list, each time whole and in its order. Each loop over it starts a watch of its own and ends it.
///
/// What makes the first list unreadable is thrown. Later the last list stays, and the loop goes on: the status says more.
public struct Lists<Row: Identifiable & Sendable>: AsyncSequence, Sendable where Row.ID == String {
    public typealias Element = [Row]

    let updates: ListUpdates<Row>

    init<Watch: ListWatch>(_ start: @escaping @Sendable () throws -> Watch) where Watch.Row == Row {
        updates = ListUpdates(start)
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(updates: updates.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        var updates: ListUpdates<Row>.Iterator
        var rows: [Row]?

        public mutating func next() async throws -> [Row]? {
            while let update = try await updates.next() {
                switch update {
                case .whole(let whole):
                    rows = whole
                case .changed(let removed, let put):
                    rows = Self.list(rows ?? [], removed, put)
                case .unreadable(let error):
                    if rows == nil { throw error }
                    continue
                }
                return rows
            }
            return nil
        }

        /// What is touched is taken out, then put in at its place, in order.
        private static func list(_ rows: [Row], _ removed: [String], _ put: [PlacedRow<Row>]) -> [Row] {
            let touched = Set(removed).union(put.map(\.row.id))
            var list = rows.filter { !touched.contains($0.id) }
            for one in put { list.insert(one.row, at: one.at) }
            return list
        }
    }
}
