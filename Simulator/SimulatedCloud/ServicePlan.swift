internal import Issuance
public import SimulatedResidents
internal import Synchronization
internal import Trust

/// When the simulated cloud serves.
public struct ServicePlan: Hashable, Sendable {
    /// Minutes after midnight, Japan Standard Time.
    public var hours: Range<Int>
    /// Whole days without service, Japan Standard Time.
    public var closedDates: Set<CivilDate>
    /// Seconds since 1970.
    public var maintenance: [Range<Int64>]
    /// Whether a municipality's own hours narrow these for its residents.
    public var keepsMunicipalHours: Bool

    /// A plan of the platform's.
    public init(
        hours: Range<Int>, closedDates: Set<CivilDate> = [], maintenance: [Range<Int64>] = [],
        keepsMunicipalHours: Bool = true
    ) {
        self.hours = hours
        self.closedDates = closedDates
        self.maintenance = maintenance
        self.keepsMunicipalHours = keepsMunicipalHours
    }

    /// Day and night, in every municipality: for a simulator that somebody may start at any time.
    public static let always = ServicePlan(hours: 0..<24 * 60, keepsMunicipalHours: false)

    /// As the real service is open: 6:30 to 23:00, closed from 29 December to 3 January.
    public static func published(year: Int) -> ServicePlan {
        let days =
            [(year, 12, 29), (year, 12, 30), (year, 12, 31)] + (1...3).map { (year + 1, 1, $0) }
            + (1...3).map { (year, 1, $0) }
        return ServicePlan(
            hours: 6 * 60 + 30..<23 * 60,
            closedDates: Set(days.compactMap { CivilDate(year: $0.0, month: $0.1, day: $0.2) }))
    }

    /// The plan for one municipality's residents: open while the platform and the municipality both are.
    func narrowed(by municipality: SimulatedMunicipality, at time: Int64) -> ServicePlan {
        guard keepsMunicipalHours else { return self }
        var plan = self
        plan.hours = hours.clamped(to: municipality.hours)
        if let today = JapanTime(time)?.date, municipality.isClosed(on: today) { plan.closedDates.insert(today) }
        return plan
    }

    /// Why there is no service at `time` (seconds since 1970), if there is none.
    func refusal(at time: Int64) -> Refusal? {
        if maintenance.contains(where: { $0.contains(time) }) { return .maintenance }
        guard let clock = JapanTime(time), !closedDates.contains(clock.date), hours.contains(clock.minute) else {
            return .outsideHours
        }
        return nil
    }

    func answer(at time: Int64) -> ServiceAnswer {
        ServiceAnswer(
            opens: Self.text(hours.lowerBound), closes: Self.text(hours.upperBound),
            closedDates: closedDates.sorted().map(\.description),
            maintenance: maintenance.map {
                .init(from: JapanTime.text($0.lowerBound), until: JapanTime.text($0.upperBound))
            },
            now: JapanTime.text(time))
    }

    private static func text(_ minute: Int) -> String {
        let parts = [minute / 60, minute % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        return parts.joined(separator: ":")
    }
}

/// The plan as it hangs on the door now: it can be exchanged while kiosks call.
final class PlanNotice: Sendable {
    private let posted: Mutex<ServicePlan>

    init(_ plan: ServicePlan) { posted = Mutex(plan) }

    var plan: ServicePlan {
        get { posted.withLock { $0 } }
        set { posted.withLock { $0 = newValue } }
    }
}

/// A moment as a clock in Japan shows it (UTC+9 all year).
struct JapanTime {
    var date: CivilDate
    /// After midnight.
    var minute: Int

    init?(_ seconds: Int64) {
        // A clock that runs nine hours ahead of UTC shows Japan's time.
        guard let text = Timestamp.text(seconds + 9 * 3_600), let date = CivilDate(String(text.prefix(10))),
            let hour = Int(text.dropFirst(11).prefix(2)), let minute = Int(text.dropFirst(14).prefix(2))
        else { return nil }
        self.date = date
        self.minute = hour * 60 + minute
    }

    /// RFC 3339 with Japan's offset.
    static func text(_ seconds: Int64) -> String {
        (Timestamp.text(seconds + 9 * 3_600) ?? "0001-01-01T00:00:00Z").dropLast() + "+09:00"
    }
}
