public import Issuance

/// Why a call of the cloud gave no usable answer. Neither part holds anything about a resident.
public struct CloudError: Error, Hashable, Sendable {
    /// What a caller acts on.
    public enum Kind: Hashable, Sendable {
        /// The municipality does not issue, and says why.
        case refused(Refusal)
        /// No usable answer came.
        case failed(CloudFailure)
    }

    /// What a technician needs to know.
    public enum Cause: Hashable, Sendable {
        /// libcurl's result code, such as 7 (CURLE_COULDNT_CONNECT) or 60 (CURLE_PEER_FAILED_VERIFICATION).
        case curl(Int)
        /// The server ended TLS with this alert (RFC 8446 §6), such as 48 (unknown_ca).
        case alert(Int)
        /// The server's certificate, or what it says of it, is not what the municipality's is.
        case server(ServerFault)
        /// The server did not ask for this kiosk's certificate.
        case noCertificateRequest
        /// An HTTP status without a problem document of the contract.
        case status(Int)
        /// A problem document of the contract.
        case problem(ProblemType)
        /// The answer is of another media type than the contract says.
        case mediaType
        /// The answer's header or body is larger than it may be.
        case tooLarge
        /// The document is not as long as its manifest says.
        case length
        /// The answer's JSON breaks the contract at this member; `$` is the whole.
        case shape(String)
        /// What was to be sent is beyond the contract's bounds.
        case request
        /// The caller's task was cancelled.
        case cancelled
        /// The kernel gave no locked memory.
        case noLockedMemory
    }

    /// What a caller acts on.
    public var kind: Kind
    /// For the log.
    public var cause: Cause

    /// An error that the caller acts on as `kind` says. `cause` changes nothing in that: it is for the log.
    public init(_ kind: Kind, _ cause: Cause) {
        self.kind = kind
        self.cause = cause
    }

    static func malformed(_ cause: Cause) -> CloudError { CloudError(.failed(.malformed), cause) }

    // Nobody waits for the answer any more, so it can only be late.
    static let cancelled = CloudError(.failed(.late), .cancelled)
    static let noLockedMemory = CloudError(.failed(.unreachable), .noLockedMemory)
}

/// Why the cloud's server is not believed to be the municipality's.
public enum ServerFault: Hashable, Sendable {
    case expired, notYetValid
    /// A good certificate, of another host.
    case wrongName
    /// Nobody whom the kiosk knows issued it.
    case unknownAuthority
    /// It issued itself.
    case selfSigned
    /// A key or signature below the floor: RSA-2048, P-256, SHA-256.
    case weakAlgorithm
    /// It said nothing of its certificate's revocation.
    case statusMissing
    /// What it said proves nothing: stale, of another certificate, signed by somebody else.
    case statusUnknown
    case revoked
    /// It wants a version of TLS before 1.2.
    case oldProtocol
    /// Another of OpenSSL's verification codes (X509_V_…).
    case other(Int)
}

/// The types of the contract's problem documents, without `urn:madoguchi:problem:`.
public enum ProblemType: Hashable, Sendable {
    case malformedRequest, kioskNotAccepted, notFound, unknownSession, unknownIssuance, methodNotAllowed
    case requestIDReused, proofAlreadyGiven, sessionNotProven, orderNotOffered, outcomeConflict, issuanceClosed
    case sessionExpired, tooLarge, unsupportedMediaType, fault
    case refused(Refusal)

    static let prefix = "urn:madoguchi:problem:"
    static let refusedPrefix = "refused:"

    /// Nil for a type that the contract does not have: what it means is not known, so it is not guessed.
    init?(_ type: some StringProtocol) {
        guard type.hasPrefix(Self.prefix) else { return nil }
        let name = type.dropFirst(Self.prefix.count)
        if name.hasPrefix(Self.refusedPrefix) {
            guard let refusal = Refusal(rawValue: String(name.dropFirst(Self.refusedPrefix.count))) else { return nil }
            self = .refused(refusal)
            return
        }
        switch name {
        case "malformed-request": self = .malformedRequest
        case "kiosk-not-accepted": self = .kioskNotAccepted
        case "not-found": self = .notFound
        case "unknown-session": self = .unknownSession
        case "unknown-issuance": self = .unknownIssuance
        case "method-not-allowed": self = .methodNotAllowed
        case "request-id-reused": self = .requestIDReused
        case "proof-already-given": self = .proofAlreadyGiven
        case "session-not-proven": self = .sessionNotProven
        case "order-not-offered": self = .orderNotOffered
        case "outcome-conflict": self = .outcomeConflict
        case "issuance-closed": self = .issuanceClosed
        case "session-expired": self = .sessionExpired
        case "too-large": self = .tooLarge
        case "unsupported-media-type": self = .unsupportedMediaType
        case "fault": self = .fault
        default: return nil
        }
    }

    /// What it means to the caller.
    var kind: CloudError.Kind {
        switch self {
        case .refused(let refusal): .refused(refusal)
        case .kioskNotAccepted: .failed(.untrusted)
        // The session ran out while somebody took their time.
        case .sessionExpired, .issuanceClosed: .failed(.late)
        case .fault: .failed(.serverFault)
        // The cloud understood something else than we meant: one of the two breaks the contract.
        case .malformedRequest, .notFound, .unknownSession, .unknownIssuance, .methodNotAllowed, .requestIDReused,
            .proofAlreadyGiven, .sessionNotProven, .orderNotOffered, .outcomeConflict, .tooLarge,
            .unsupportedMediaType:
            .failed(.malformed)
        }
    }
}
