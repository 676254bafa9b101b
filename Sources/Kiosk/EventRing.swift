internal import FoundationEssentials
public import Logging

/// One event as it was written.
public struct EventRecord: Hashable, Sendable, Codable {
    /// Milliseconds since 1970-01-01 UTC.
    public var at: Int64
    /// How much it mattered.
    public var level: String
    /// Its id.
    public var event: String
    /// What it told.
    public var fields: [String: String]
    /// How often it happened since it was last written, this time included; nil: once.
    public var repeated: Int?

    /// A record of these parts.
    public init(at: Int64, level: String, event: String, fields: [String: String], repeated: Int? = nil) {
        self.at = at
        self.level = level
        self.event = event
        self.fields = fields
        self.repeated = repeated
    }

    /// Whether it matters at least so much.
    public func matters(as much: Logger.Level) -> Bool {
        Logger.Level(rawValue: level).map { $0 >= much } ?? true
    }
}

/// The last events, and who follows them. What is older is the system journal's.
struct EventRing {
    /// Two busy days. An event has at most some 300 bytes.
    static let capacity = 2_000
    /// Whoever follows and does not read misses what comes meanwhile.
    static let mostUnread = 256

    private(set) var records: [EventRecord] = []
    private var followers: [UInt64: AsyncStream<EventRecord>.Continuation] = [:]
    private var serial: UInt64 = 0

    mutating func append(_ record: EventRecord) {
        // In lots: each removal moves the rest.
        if records.count >= Self.capacity + 200 { records.removeFirst(200) }
        records.append(record)
        for follower in followers.values { follower.yield(record) }
    }

    mutating func follow(_ follower: AsyncStream<EventRecord>.Continuation) -> UInt64 {
        serial += 1
        followers[serial] = follower
        return serial
    }

    mutating func leave(_ number: UInt64) { followers[number] = nil }
}

/// Counts what is repeated. A plain value: the log feeds it.
struct EventCoalescer {
    /// The same event again sooner than this is counted.
    static let window: Int64 = 60_000
    /// Different events that are remembered: more than the catalogue has with all their fields.
    static let mostKeys = 256

    private struct Seen {
        var writtenAt: Int64
        var since = 0
    }
    private var seen: [KioskEvent: Seen] = [:]

    /// How often it happened since it was last written, this time included; nil: it is not to be written now.
    mutating func count(_ event: KioskEvent, at: Int64) -> Int? {
        guard event.isCoalesced else { return 1 }
        // A clock that was set back would silence it for ever.
        if var known = seen[event], (0..<Self.window).contains(at - known.writtenAt) {
            known.since += 1
            seen[event] = known
            return nil
        }
        let count = (seen[event]?.since ?? 0) + 1
        if seen.count >= Self.mostKeys { seen = [:] }
        seen[event] = Seen(writtenAt: at)
        return count
    }
}
