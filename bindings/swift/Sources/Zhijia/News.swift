import ZhijiaBindings

/// What a watch tells.
public enum News<Row: Identifiable & Sendable>: Sendable where Row.ID == String {
    /// The whole list, in its order.
    case snapshot([Row])
    /// What changed: ids of rows that went, and rows that are new or have changed, each with its place.
    case diff(removed: [String], put: [Placed<Row>])
    /// The list cannot be read now; differences go on when it can.
    case unreadable(Trouble)
}

/// A row with its place in the list as it is now.
public struct Placed<Row: Identifiable & Sendable>: Sendable where Row.ID == String {
    public let at: Int
    /// It was not in the list before.
    public let isNew: Bool
    public let item: Row
}

/// The list that a watch is about, each time whole and in its order.
///
/// Trouble before the first list is thrown. Later the last list stays, and the sequence goes on: the status says more.
public struct Lists<Row: Identifiable & Sendable>: AsyncSequence, Sendable where Row.ID == String {
    public typealias Element = [Row]

    let news: AsyncStream<News<Row>>

    public func makeAsyncIterator() -> Iterator {
        Iterator(news: news.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        var news: AsyncStream<News<Row>>.Iterator
        var rows: [Row]?

        public mutating func next() async throws -> [Row]? {
            while let told = await news.next() {
                switch told {
                case .snapshot(let whole):
                    rows = whole
                case .diff(let removed, let put):
                    rows = Self.list(rows ?? [], removed, put)
                case .unreadable(let trouble):
                    if rows == nil { throw trouble.asError }
                    continue
                }
                return rows
            }
            return nil
        }

        /// What is touched is taken out, then put in at its place, in order.
        private static func list(_ rows: [Row], _ removed: [String], _ put: [Placed<Row>]) -> [Row] {
            let touched = Set(removed).union(put.map(\.item.id))
            var list = rows.filter { !touched.contains($0.id) }
            for one in put { list.insert(one.item, at: one.at) }
            return list
        }
    }
}

extension Trouble {
    /// The same as an error to throw.
    public var asError: ZhijiaError {
        .Failed(code: code, zh: zh, en: en, nextZh: nextZh, nextEn: nextEn, field: field)
    }
}

extension ZhijiaError {
    /// The same as a value, with its fields by name.
    public var trouble: Trouble {
        switch self {
        case .Failed(let code, let zh, let en, let nextZh, let nextEn, let field):
            Trouble(code: code, zh: zh, en: en, nextZh: nextZh, nextEn: nextEn, field: field)
        }
    }

    /// Stable; an app may act on it.
    public var code: String { trouble.code }
}
