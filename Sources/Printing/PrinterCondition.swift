/// How a printer and its queue are at one moment.
public struct PrinterCondition: Hashable, Sendable {
    /// What the printer is doing (`printer-state`, RFC 8011 §5.4.11).
    public enum Activity: Hashable, Sendable { case idle, processing, stopped }

    /// What the printer is doing.
    public var activity: Activity
    /// What keeps it from printing. Somebody has to do something.
    public var blocking: Set<PrinterReason>
    /// What will keep it from printing before long, and what is only worth knowing.
    public var warnings: Set<PrinterReason>

    /// Whether a document sent now would be printed.
    public var isReady: Bool { blocking.isEmpty }

    /// A condition of these parts. A stopped printer that names no reason gets ``PrinterReason/stopped``.
    public init(activity: Activity, blocking: Set<PrinterReason> = [], warnings: Set<PrinterReason> = []) {
        self.activity = activity
        self.blocking = blocking
        self.warnings = warnings.subtracting(blocking)
        if activity == .stopped && blocking.isEmpty { self.blocking = [.stopped] }
    }

    /// A condition from the keywords a printer sent. At most 32 of them are looked at.
    init(activity: Activity, keywords: some Sequence<String>) {
        var blocking: Set<PrinterReason> = []
        var warnings: Set<PrinterReason> = []
        for keyword in keywords.prefix(32) {
            guard let (reason, blocks) = PrinterReason.parse(keyword) else { continue }
            if blocks { blocking.insert(reason) } else { warnings.insert(reason) }
        }
        self.init(activity: activity, blocking: blocking, warnings: warnings)
    }

    /// A printer that does not answer.
    static let unreachable = PrinterCondition(activity: .stopped, blocking: [.unreachable])
}
