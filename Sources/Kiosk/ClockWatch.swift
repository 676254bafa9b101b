/// Why the kiosk's clock is not believed.
public enum ClockFault: Hashable, Sendable {
    /// The cloud's time is so many seconds ahead, or behind where negative: more than is tolerated.
    case strayed(by: Int64)
    /// It is so many seconds before a moment that has been: more than is tolerated.
    case ranBackwards(by: Int64)
}

extension ClockFault: EventValue {
    /// What it is, and by how many seconds.
    public var eventValue: String {
        switch self {
        case .strayed(let seconds): "strayed \(seconds)"
        case .ranBackwards(let seconds): "ran-backwards \(seconds)"
        }
    }
}

/// Whether the kiosk's clock may be believed. Every verdict needs a time, and who turns the clock back would have an
/// expired or revoked certificate believed again.
///
/// The clock is held against two things: the cloud's time, which came over TLS, and the latest moment that this kiosk
/// knows to have been: that of the journal's last order, and from then on each at which cloud and clock agreed.
struct ClockWatch: Hashable, Sendable {
    /// In seconds. NTP keeps a kiosk within one; certificates and manifests are judged with five minutes of tolerance.
    static let tolerance: Int64 = 120

    /// The latest second, since 1970 UTC, that is known to have been.
    private(set) var latest: Int64

    /// - Parameter latest: what the journal last saw; nil: nothing.
    init(latest: Int64? = nil) { self.latest = latest ?? .min }

    /// What is wrong with a clock that shows `seconds`, as far as the kiosk can tell by itself.
    func fault(at seconds: Int64) -> ClockFault? {
        guard latest != .min, seconds < latest - Self.tolerance else { return nil }
        return .ranBackwards(by: latest - seconds)
    }

    /// What is wrong with it when the cloud says that it is `cloud`. Where nothing is, the moment is remembered.
    mutating func fault(at seconds: Int64, cloud: Int64) -> ClockFault? {
        let (difference, isTooFar) = cloud.subtractingReportingOverflow(seconds)
        guard !isTooFar, difference.magnitude <= UInt64(Self.tolerance) else {
            return .strayed(by: isTooFar ? .max : difference)
        }
        if let fault = fault(at: seconds) { return fault }
        latest = max(latest, seconds)
        return nil
    }
}
