public import Issuance

extension Hindrance {
    /// A stable word for logs and for `kioskctl status`.
    public var id: String {
        switch self {
        case .starting: "starting"
        case .stopping: "stopping"
        case .part(let part): part.rawValue
        case .alarm(let alarm): "alarm:\(alarm.rawValue)"
        case .outsideHours: "outside-hours"
        case .maintenance: "maintenance"
        case .inspection: "inspection"
        }
    }
}
