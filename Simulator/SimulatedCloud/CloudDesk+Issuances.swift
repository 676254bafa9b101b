internal import Issuance
internal import OpenSSL
internal import SimulatedStore

extension CloudDesk {
    func issue(_ body: OrderBody, session key: Key, fault: CloudFault?) async throws(Problem) -> IssuanceAnswer {
        let id = Key(kiosk: key.kiosk, id: body.requestId)
        if let known = issuances[id] { return try await again(known, body, session: key) }
        let ended = try await ledger.entry(id)
        let session = try session(key)
        guard let proof = session.proof, case .success(let proven) = await proof.work.value else {
            throw .sessionNotProven
        }
        // While that was awaited, the same order may have come once more.
        if let known = issuances[id] { return try await again(known, body, session: key) }
        // Reported as refused before it arrived, or issued before the cloud's last start: nobody waits for it.
        guard outcomes[id] == nil, ended == nil else { throw .orderClosed }
        guard sessionsByRequest[id] == nil else { throw .requestIDReused }
        let application = DocumentOffice.Application(
            order: body, sessionID: key.id, kioskID: key.kiosk, card: proven.certificate,
            provenBy: proven.signedIn)
        let office = office
        let work = Task { () -> Result<DocumentOffice.Issued, Problem> in
            do throws(Problem) {
                return .success(try await office.issue(application, fault: fault))
            } catch {
                return .failure(error)
            }
        }
        // Entered before the wait: a second request of this id finds the first one's work.
        issuances[id] = Issuance(
            session: key, order: body, progress: .working(work), pdf: nil, application: application)
        do throws(Problem) {
            var issued = try await work.value.get()
            try await ledger.enter(id, municipality: issued.municipality, at: now())
            latest = latest.suffix(1) + [(id, issued)]
            if fault == .previousManifest, let before = previous(to: id) { issued.manifest = before.manifest }
            issuances[id]?.progress = .issued(manifest: issued.manifest)
            // Where the outcome came during the work, nobody may fetch the document any more.
            if outcomes[id] == nil { issuances[id]?.pdf = issued.pdf }
            counts.issuances += 1
            return Self.answer(body.requestId, issued.manifest)
        } catch {
            // Nothing was issued: the same id may be tried again.
            issuances[id] = nil
            throw error
        }
    }

    private func again(_ known: Issuance, _ body: OrderBody, session key: Key) async throws(Problem) -> IssuanceAnswer {
        guard known.session == key, known.order == body else { throw .requestIDReused }
        switch known.progress {
        case .issued(let manifest): return Self.answer(body.requestId, manifest)
        case .working(let work): return Self.answer(body.requestId, try await work.value.get().manifest)
        }
    }

    /// What was issued before this.
    private func previous(to id: Key) -> DocumentOffice.Issued? { latest.last { $0.id != id }?.issued }

    func document(_ id: Key, fault: CloudFault?) async throws(Problem) -> [UInt8] {
        guard let issuance = issuances[id] else {
            guard try await ledger.entry(id) == nil else { throw .documentClosed }
            throw .unknownIssuance
        }
        guard let session = sessions[issuance.session], now() < session.expiresAt, outcomes[id] == nil,
            let pdf = issuance.pdf
        else {
            // Nothing personal outlives the session.
            issuances[id]?.pdf = nil
            throw .documentClosed
        }
        counts.documents += 1
        switch fault {
        // Where nobody came before, somebody did at another kiosk.
        case .previousDocument:
            if let previous = previous(to: id)?.pdf { return previous }
            return try await office.misplacedDocument(issuance.application, fault: .laterDocument)
        case .laterDocument?, .strangersPage?:
            return try await office.misplacedDocument(issuance.application, fault: fault ?? .laterDocument)
        default: return pdf
        }
    }

    func report(_ outcome: Outcome, of id: Key) async throws(Problem) {
        let entry = try await ledger.entry(id)
        if let known = outcomes[id] ?? entry?.outcome {
            guard known == outcome else { throw .outcomeConflict }
            return
        }
        let isIssued = issuances[id] != nil
        guard isIssued || entry != nil || outcome == .refused else { throw .unknownIssuance }
        // At once, so that a second report finds it; and durable before it is accepted.
        outcomes[id] = outcome
        issuances[id]?.pdf = nil
        do throws(Problem) {
            try await ledger.close(id, outcome, at: now())
        } catch {
            outcomes[id] = nil
            throw error
        }
        issuances[id] = nil
        outcomes[id] = nil
        guard isIssued else { return }
        switch outcome {
        case .delivered(let sheets):
            counts.delivered += 1
            counts.deliveredSheets += sheets
        case .refused: counts.refused += 1
        case .spoiled: counts.spoiled += 1
        }
    }

    func outcome(_ id: Key) async -> Outcome? {
        if let known = outcomes[id] { return known }
        return (try? await ledger.entry(id))?.outcome
    }

    private static func answer(_ id: String, _ manifest: [UInt8]) -> IssuanceAnswer {
        IssuanceAnswer(issuanceId: id, manifest: manifest.base64)
    }
}
