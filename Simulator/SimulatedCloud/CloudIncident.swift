/// What has gone wrong with certificates at kiosks, done on purpose. Each is a mix-up inside the cloud that a kiosk can
/// notice, and must: nothing printed, nothing taken.
public enum CloudIncident: String, Hashable, Sendable, CaseIterable {
    /// The file of the applicant before is handed out, since the order of a queue was let go and not the request.
    case previousApplicant = "previous-applicant"
    /// Two ask for the same at the same moment, and each gets the other's.
    case simultaneousRequests = "simultaneous-requests"
    /// One page is a stranger's: pages were gathered from files that requests share.
    case strangersPage = "strangers-page"
    /// A later request's file overwrites the one before it is fetched.
    case overwrittenFile = "overwritten-file"
    /// A seal that was cancelled a moment ago is certified, since the status of an earlier look is used.
    case cancelledSeal = "cancelled-seal"
    /// The issuance before comes once more, manifest and document.
    case replay
    /// A program that was made for one municipality runs for another: the wrong one seals.
    case anotherMunicipality = "another-municipality"
    /// A link that was made faster mixes users: the answer is to somebody else's request.
    case mixedUsers = "mixed-users"
    /// The whole document is a stranger's, and everything that was made after it fits it.
    case strangersDocument = "strangers-document"
    /// The answer comes after the kiosk has given up.
    case lateAnswer = "late-answer"

    /// What happened, when and where, in a line.
    public var story: String {
        switch self {
        case .previousApplicant: "2023-03 Yokohama, 2023-06 Munakata: the previous applicant's file was printed"
        case .simultaneousRequests: "2023-03 Adachi: simultaneous requests during a record update got crossed"
        case .strangersPage: "2023-03 Tokushima: page 2 of 3 was a stranger's"
        case .overwrittenFile: "2023-05 Kawasaki: the later of two requests overwrote the earlier's file"
        case .cancelledSeal: "2020 to 2023 Niigata, Saitama, Kumamoto: cancelled seals were certified"
        case .replay: "2023-06 Munakata: an earlier issuance was handed out again"
        case .anotherMunicipality: "2024-04 Takamatsu: one server's program ran on several"
        case .mixedUsers: "2024-04 Korea: an optimised link mixed users under concurrency"
        case .strangersDocument: "2023-03 Yokohama: 10 documents of 18 strangers"
        case .lateAnswer: "2023-03 Yokohama: the wait ran out, and what came later was printed"
        }
    }

    /// Whether an answer comes in time that is not the one to this order as things stand now, which a person has to look
    /// into.
    public var isMixUp: Bool { self != .lateAnswer }

    /// What to lay on which call, for the next issuance.
    ///
    /// - Parameter late: how long an answer takes that is too late.
    public func faults(late: Duration) -> [(call: CloudCall, fault: CloudFault)] {
        switch self {
        case .previousApplicant: [(.document, .previousDocument)]
        case .simultaneousRequests: [(.document, .anotherDocument)]
        case .strangersPage: [(.issue, .strangersPage)]
        case .overwrittenFile: [(.document, .laterDocument)]
        case .cancelledSeal: [(.issue, .staleStatus)]
        case .replay: [(.issue, .previousManifest), (.document, .previousDocument)]
        case .anotherMunicipality: [(.issue, .anotherSeal)]
        case .mixedUsers: [(.issue, .manifestForAnotherRequest)]
        case .strangersDocument: [(.issue, .strangersDocument)]
        case .lateAnswer: [(.issue, .delay(late))]
        }
    }
}

extension SimulatedCloud {
    /// Does this to the next issuance.
    ///
    /// - Parameter late: how long an answer takes that is too late.
    public func lay(_ incident: CloudIncident, late: Duration = .seconds(60)) {
        for (call, fault) in incident.faults(late: late) { lay(fault, on: call) }
    }
}
