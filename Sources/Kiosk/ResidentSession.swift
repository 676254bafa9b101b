internal import Issuance
internal import JukiCard
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import SmartCard
internal import Trust

/// Everything that the runtime holds for the resident who is served, under the handles that the machine knows.
///
/// There is one, it is replaced as a whole, and what can be overwritten is overwritten first.
struct ResidentSession {
    var card: ResidentCard?
    var pin: LockedBytes?
    /// Good, by the verdict of this session.
    var certificate: Certificate?
    var cloud: CloudSession?
    var signature: [UInt8]?
    var memberNames: [LockedBytes] = []
    /// The order's request id, drawn when the journal first hears of the order.
    var issuance: RequestID?
    /// Accepted, by the verdict of this session.
    var manifest: Manifest?
    var document: LockedBytes?

    /// Overwrites what is personal and forgets everything.
    mutating func erase() {
        pin?.erase()
        document?.erase()
        for name in memberNames { name.erase() }
        self = ResidentSession()
    }
}
