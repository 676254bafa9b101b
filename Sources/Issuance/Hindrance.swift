/// What keeps the kiosk from serving anybody. While one holds, the kiosk rests out of service.
public enum Hindrance: Hashable, Sendable {
    /// The runtime has not yet settled what an earlier run left open, or not yet seen every part ready.
    case starting
    /// The firmware is about to end. Nobody new is served; what paper and money still do is waited for.
    case stopping
    case part(Part)
    case alarm(Alarm)
    case outsideHours
    case maintenance
    /// A technician tests the machine, or the machine itself.
    case inspection

    /// A part of the machine whose failure the runtime reports.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        case screen
        case cardReader = "card-reader"
        case printer
        case coinMechanism = "coin-mechanism"
        case cloud
        case clock
        case journal
    }
}
