/// A sentence for a technician, in each of their languages.
public struct Wording: Hashable, Sendable, Codable {
    /// In English.
    public var en: String
    /// In Japanese.
    public var ja: String

    /// The same sentence twice.
    public init(_ en: String, _ ja: String) {
        self.en = en
        self.ja = ja
    }

    /// The sentence in `language`.
    public func text(in language: TechnicianLanguage) -> String {
        switch language {
        case .english: en
        case .japanese: ja
        }
    }
}

/// The languages that technicians are spoken to in.
public enum TechnicianLanguage: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case japanese = "ja"

    /// Japanese where the locale, such as `ja_JP.UTF-8`, says so; English otherwise.
    public init(locale: String?) {
        self = locale?.hasPrefix("ja") == true ? .japanese : .english
    }
}
