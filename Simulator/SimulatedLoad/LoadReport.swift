/// What came of a load run.
public struct LoadReport: Codable, Hashable, Sendable {
    /// Visits that ended, or did not.
    public var visits = 0
    /// Papers that were in residents' hands and were theirs.
    public var delivered = 0
    /// How the visits ended, by the ending's stable word.
    public var endings: [String: Int] = [:]
    /// What the cloud issued. More than was delivered where a kiosk gave up, and never twice for one order.
    public var issuances = 0
    /// Records that counters changed meanwhile.
    public var changes = 0
    /// Calls that went wrong on purpose.
    public var faults = 0
    /// Papers that were somebody else's, or said what the record did not say. Must be 0.
    public var strangers = 0
    /// Papers beyond one for an order. Must be 0.
    public var doubles = 0
    /// Outcomes that the cloud never heard. Must be 0.
    public var lost = 0
    /// Every promise that was broken, these and others. Must be 0.
    public var brokenCount = 0
    /// The first fifty of them, in words.
    public var broken: [String] = []
    /// From the first visit to the last one's end.
    public var seconds = 0.0

    /// Papers in residents' hands in a second.
    public var perSecond: Double { seconds > 0 ? Double(delivered) / seconds : 0 }
    /// Whether every promise was kept.
    public var isGood: Bool { brokenCount == 0 }
}
