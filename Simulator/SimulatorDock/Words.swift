/// A label in the two languages that the dock speaks.
public struct Words: Encodable, Hashable, Sendable {
    /// Japanese.
    public var ja: String
    /// English.
    public var en: String

    init(_ ja: String, _ en: String) {
        self.ja = ja
        self.en = en
    }
}

/// Why a command was not carried out: it makes no sense at this moment, or a part could not do it.
public struct DockRefusal: Error, Hashable, Sendable {
    /// For whoever pressed the button.
    public var why: Words

    init(_ ja: String, _ en: String) {
        why = Words(ja, en)
    }
}
