/// A parser that eats foreign bytes, as a fuzzer sees it: any bytes go in, and it must come back.
public struct FuzzTarget: Sendable {
    /// Names the target's folder in `Tests/Fuzz/Corpus`.
    public let name: String
    /// The longest input that is worth trying, in bytes: a little more than the parser's own bound.
    public let maximumLength: Int
    /// Whether the parser understood all of it. What it made of the bytes is checked on the way; a trap is a find.
    public let isUnderstood: @Sendable ([UInt8]) -> Bool

    init(_ name: String, atMost maximumLength: Int, _ isUnderstood: @escaping @Sendable ([UInt8]) -> Bool) {
        self.name = name
        self.maximumLength = maximumLength
        self.isUnderstood = isUnderstood
    }

    /// All of them.
    public static let all = card + cloud + configuration + trust
}

/// Says what held of every input so far and does not of this one: the fuzzer keeps the input.
func hold(_ isTrue: Bool, _ what: StaticString) {
    precondition(isTrue, "\(what)")
}
