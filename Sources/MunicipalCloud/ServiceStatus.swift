public import Issuance

/// When the cloud serves kiosks, and what time it has.
public struct ServiceStatus: Hashable, Sendable {
    /// Minutes after midnight, Japan Standard Time.
    public var opens: Int
    /// Minutes after midnight, Japan Standard Time; later than `opens`.
    public var closes: Int
    /// Whole days without service.
    public var closedDates: Set<ServiceDate>
    /// Seconds since 1970; the end is outside.
    public var maintenance: [Range<Int64>]
    /// The cloud's clock when it answered, seconds since 1970.
    public var cloudTime: Int64

    /// Japan Standard Time is UTC+9 all year round (明治二十八年勅令第百六十七号).
    static let japanOffset: Int64 = 9 * 3_600

    /// What an answer told. The bounds above are the caller's to keep: `opens` and `closes` within 0...1440, no
    /// window that ends before it begins.
    public init(
        opens: Int, closes: Int, closedDates: Set<ServiceDate>, maintenance: [Range<Int64>], cloudTime: Int64
    ) {
        self.opens = opens
        self.closes = closes
        self.closedDates = closedDates
        self.maintenance = maintenance
        self.cloudTime = cloudTime
    }

    /// Why there is no service at `time` (seconds since 1970); nil while there is.
    public func refusal(at time: Int64) -> Refusal? {
        if maintenance.contains(where: { $0.contains(time) }) { return .maintenance }
        let local = time + Self.japanOffset
        let minute = Int((local - local.floored(to: 86_400)) / 60)
        guard !closedDates.contains(ServiceDate(day: local.floored(to: 86_400) / 86_400)),
            (opens..<closes).contains(minute)
        else { return .outsideHours }
        return nil
    }
}

/// A day of the Gregorian calendar.
public struct ServiceDate: Hashable, Sendable {
    /// Days since 1 January 1970.
    public let day: Int64

    /// Makes the day that is `day` days after 1 January 1970.
    public init(day: Int64) {
        self.day = day
    }
}

extension Int64 {
    /// The largest multiple of `unit` that is not above `self`.
    func floored(to unit: Int64) -> Int64 {
        let rest = self % unit
        return self - (rest < 0 ? rest + unit : rest)
    }
}
