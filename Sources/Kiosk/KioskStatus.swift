internal import FoundationEssentials
internal import Board
public import Issuance
internal import Journal
public import SelfTest

/// What the kiosk is doing, as far as a technician needs to know: nothing about who is served.
public struct KioskStatus: Hashable, Sendable, Codable {
    /// `idle`, `serving` or `out-of-service`.
    public var state: String
    /// Why it does not serve; empty while it does. The words are `Hindrance.id`.
    public var hindrances: [String]
    /// The software's version.
    public var software = Software.version
    /// Whether each part works, as the running kiosk sees it.
    public var parts: [String: Bool]
    /// Days until the kiosk's certificate towards the cloud ends; nil where that is not known.
    public var certificateDays: Int?
    /// Pieces in each tube of the coin mechanism, by yen; empty where that is not known.
    public var tubes: [String: Int] = [:]
    /// What a technician can do about it: what was found wrong, in the words of the self-test.
    public var reasons: [TestResult.Note] = []
    /// Issuances since the journal began whose paper came out.
    public var delivered = 0
    /// Issuances since the journal began whose printing did not end well.
    public var spoiled = 0
    /// Issuances since the journal began of which nothing was printed.
    public var refused = 0
    /// Yen that residents have not got back yet.
    public var owed = 0

    /// What a machine in this situation does. The counts are the journal's.
    public init(_ machine: IssuanceMachine) {
        switch machine.state {
        case .idle: state = "idle"
        case .outOfService: state = "out-of-service"
        default: state = "serving"
        }
        hindrances = machine.hindrances.map(\.id).sorted()
        parts = Dictionary(
            uniqueKeysWithValues: Hindrance.Part.allCases.map { part in
                (part.rawValue, !machine.hindrances.contains(.part(part)))
            })
    }
}

extension KioskStatus: CustomStringConvertible {
    /// The state, and why it does not serve: `out-of-service: printer screen`.
    public var description: String {
        hindrances.isEmpty ? state : "\(state): \(hindrances.joined(separator: " "))"
    }
}

extension Kiosk {
    /// The status as one line of JSON.
    public func statusLine() async -> [UInt8] {
        var status = status
        status.reasons = reasons
        status.certificateDays = certificateDays
        for (tube, count) in await tubes() { status.tubes["\(tube.rawValue)"] = count }
        if let counts = try? await parts.journal.counts() {
            status.delivered = counts.delivered
            status.spoiled = counts.spoiled
            status.refused = counts.refused
        }
        if let owed = try? await parts.journal.moneyOwed() {
            status.owed = owed.filter { $0.handedOverAt == nil }.reduce(0) { $0 + $1.amount.amount }
        }
        return (try? Array(JSONEncoder().encode(status))).map { $0 + [UInt8(ascii: "\n")] } ?? []
    }
}
