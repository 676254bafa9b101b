internal import Issuance
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedTownHall

/// Sessions, issuances and outcomes, in memory: what the cloud knows, and the rules by which it changes.
///
/// Every entry belongs to the kiosk that made it, and is looked up by kiosk and id together: to another kiosk it
/// does not exist.
actor CloudDesk {
    /// A name that only one kiosk can say.
    struct Key: Hashable, Sendable {
        var kiosk: String
        var id: String
    }

    struct Session: Sendable {
        var key: Key
        var requestID: String
        var challenge: [UInt8]
        var expiresAt: Int64
        var proof: Proof?
    }

    /// The one proof of a session, with the answer that it got or will get.
    struct Proof: Sendable {
        var digest: [UInt8]
        var work: Task<Result<Proven, Problem>, Never>
    }

    /// Who has proven what in a session.
    struct Proven: Sendable {
        var certificate: Certificate
        var signedIn: Platform.SignedIn
        var entitlement: EntitlementAnswer
    }

    struct Issuance: Sendable {
        var session: Key
        var order: OrderBody
        var progress: Progress
        /// Forgotten when nobody may fetch it any more.
        var pdf: [UInt8]?
        var application: DocumentOffice.Application

        enum Progress: Sendable {
            /// A second request of the same id waits for the first one's work.
            case working(Task<Result<DocumentOffice.Issued, Problem>, Never>)
            case issued(manifest: [UInt8])
        }
    }

    let platform: Platform
    let office: DocumentOffice
    let ledger: IssuanceLedger
    let now: @Sendable () -> Int64
    let random: @Sendable (_ count: Int) -> [UInt8]
    let sessionLifetime: Int64

    var counts = CloudCounts()
    var sessions: [Key: Session] = [:]
    var sessionsByRequest: [Key: Key] = [:]
    /// Those whose outcome is not known; the others are in the ledger alone.
    var issuances: [Key: Issuance] = [:]
    /// Those that are being entered in the ledger.
    var outcomes: [Key: Outcome] = [:]
    /// What was issued last, and before that: for faults that mix them up.
    var latest: [(id: Key, issued: DocumentOffice.Issued)] = []
    /// Sessions in the order in which they end: all last equally long.
    private var ending: [Key] = []
    /// How many of `ending` are forgotten already.
    private var forgotten = 0

    init(
        platform: Platform, now: @escaping @Sendable () -> Int64, random: @escaping @Sendable (_ count: Int) -> [UInt8],
        sessionLifetime: Int64, beforeApproval: @escaping @Sendable () async -> Void
    ) {
        self.platform = platform
        self.office = DocumentOffice(platform: platform, now: now, beforeApproval: beforeApproval)
        self.ledger = IssuanceLedger(store: platform.registry.shared)
        self.now = now
        self.random = random
        self.sessionLifetime = sessionLifetime
    }

    // MARK: Sessions

    func openSession(_ body: SessionBody, kiosk: String) async throws(Problem) -> SessionAnswer {
        let request = Key(kiosk: kiosk, id: body.requestId)
        guard try await ledger.entry(request) == nil else { throw .requestIDReused }
        forgetEnded()
        if let known = sessionsByRequest[request].flatMap({ sessions[$0] }) { return Self.answer(known) }
        guard issuances[request] == nil else { throw .requestIDReused }
        try platform.checkHours(at: now())
        let session = Session(
            key: Key(kiosk: kiosk, id: Self.hexadecimal(random(16))), requestID: body.requestId, challenge: random(32),
            expiresAt: now() + sessionLifetime)
        sessions[session.key] = session
        sessionsByRequest[request] = session.key
        ending.append(session.key)
        counts.sessions += 1
        return Self.answer(session)
    }

    /// Forgets the sessions that ended, with what they left open. For as long again as a session lasts its kiosk hears
    /// that it is over, and then that there is none.
    private func forgetEnded() {
        let time = now()
        var gone: Set<Key> = []
        while forgotten < ending.count, let session = sessions[ending[forgotten]],
            session.expiresAt + sessionLifetime < time
        {
            sessions[session.key] = nil
            sessionsByRequest[Key(kiosk: session.key.kiosk, id: session.requestID)] = nil
            gone.insert(session.key)
            forgotten += 1
        }
        if forgotten > 1_000 {
            ending.removeFirst(forgotten)
            forgotten = 0
        }
        if !gone.isEmpty { issuances = issuances.filter { !gone.contains($0.value.session) } }
    }

    func prove(_ body: ProofBody, digest: [UInt8], session key: Key) async throws(Problem) -> EntitlementAnswer {
        let session = try session(key)
        if let proof = session.proof {
            guard proof.digest == digest else { throw .proofAlreadyGiven }
            return try await proof.work.value.get().entitlement
        }
        let (platform, time) = (platform, now())
        let work = Task { () -> Result<Proven, Problem> in
            do throws(Problem) {
                let certificate = try Self.verifiedCertificate(body, session)
                let signedIn = try await platform.signIn(certificate, at: time)
                return .success(
                    Proven(
                        certificate: certificate, signedIn: signedIn,
                        entitlement: try platform.entitlement(of: signedIn)))
            } catch {
                return .failure(error)
            }
        }
        // Whether it holds or not: a challenge is good for one proof.
        sessions[key]?.proof = Proof(digest: digest, work: work)
        return try await work.value.get().entitlement
    }

    /// The session, where it is this kiosk's and has not ended.
    func session(_ key: Key) throws(Problem) -> Session {
        guard let session = sessions[key] else { throw .unknownSession }
        guard now() < session.expiresAt else { throw .sessionExpired }
        return session
    }

    // The certificate whose key signed this session's challenge.
    private static func verifiedCertificate(_ body: ProofBody, _ session: Session) throws(Problem) -> Certificate {
        guard let der = [UInt8](base64: body.certificate), let signature = [UInt8](base64: body.signature) else {
            throw .malformedRequest
        }
        let message =
            Array("madoguchi-proof-v1".utf8) + [0] + Array(session.key.kiosk.utf8) + [0] + Array(session.key.id.utf8)
            + [0] + session.challenge
        guard let certificate = try? Certificate(der: der), let key = try? certificate.publicKey,
            key.algorithm == .rsa, key.verify(signature: signature, sha256Of: message)
        else { throw .refused(.cardNotAccepted) }
        return certificate
    }

    private static func answer(_ session: Session) -> SessionAnswer {
        SessionAnswer(
            sessionId: session.key.id, challenge: session.challenge.base64,
            expiresAt: JapanTime.text(session.expiresAt))
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
