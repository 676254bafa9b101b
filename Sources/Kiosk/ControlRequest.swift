internal import FoundationEssentials
public import SelfTest

/// What `kioskctl` asks of the daemon: one line of JSON.
public enum ControlRequest: Hashable, Sendable, Codable {
    /// What the kiosk is doing.
    case status
    /// A self-test: `only` these tests, or all; `attended` where somebody answers its questions on this connection.
    case selfTest(only: Set<TestName>?, attended: Bool)
    /// The tests that this machine has.
    case listTests
    /// The last events, an `EventRecord` a line; then each new one where `isFollowing`.
    case events(isFollowing: Bool)

    /// A request is short: longer lines are not read.
    static let longestLine = 4_096

    /// The line that asks so, its end included.
    var line: [UInt8] { ControlLine.bytes(self) }
}

/// What the daemon answers to a self-test, in this order; each a line of JSON.
public enum ControlReply: Hashable, Sendable, Codable {
    /// Nothing is done, and why.
    case refused(SelfTestRefusal)
    /// The tests that follow, or that there are.
    case tests([TestName])
    case started(TestName)
    case ended(TestResult)
    /// Somebody at the machine is to look or listen. A line with `true`, `false` or `null` answers.
    case question(Wording)
    /// The last line.
    case report(SelfTestReport)
}

/// JSON on one line, its end included.
enum ControlLine {
    static func bytes(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only our own values are encoded, all of which can be.
        return ((try? encoder.encode(value)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
    }

    static func value<Value: Decodable>(_ line: [UInt8], as type: Value.Type = Value.self) -> Value? {
        try? JSONDecoder().decode(type, from: Data(line))
    }
}
