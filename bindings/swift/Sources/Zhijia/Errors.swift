import Foundation
import ZhijiaBindings

extension ZhijiaError {
    /// Stable; an app may act on it.
    public var code: String { trouble.code }
}

extension Trouble {
    /// What happened, in Chinese where the language is Chinese and else in English.
    public func what(in language: String? = Locale.preferredLanguages.first) -> String {
        language?.hasPrefix("zh") == true ? "\(zh)。" : "\(en)."
    }

    /// What to do now, in the same languages.
    public func next(in language: String? = Locale.preferredLanguages.first) -> String {
        language?.hasPrefix("zh") == true ? "\(nextZh)。" : "\(nextEn)."
    }
}

extension ZhijiaError: LocalizedError, CustomStringConvertible {
    public var errorDescription: String? { trouble.what() }
    public var recoverySuggestion: String? { trouble.next() }
    /// Two sentences in English, for a developer's log.
    public var description: String { "\(trouble.en). \(trouble.nextEn)." }
}
