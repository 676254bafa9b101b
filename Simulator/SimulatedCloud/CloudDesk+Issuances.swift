internal import Issuance
internal import OpenSSL
internal import SimulatedResidents

extension CloudDesk {
    func issue(_ body: OrderBody, session key: Key, fault: CloudFault?) async throws(Problem) -> IssuanceAnswer {
        let id = Key(kiosk: key.kiosk, id: body.requestId)
        guard let known = issuances[id] else { return try await issueAnew(body, id, session: key, fault: fault) }
        guard known.session == key, known.order == body else { throw .requestIDReused }
        switch known.progress {
        case .issued(let manifest): return Self.answer(body.requestId, manifest)
        case .working(let work): return Self.answer(body.requestId, try await work.value.get().manifest)
        }
    }

    private func issueAnew(
        _ body: OrderBody, _ id: Key, session key: Key, fault: CloudFault?
    ) async throws(Problem) -> IssuanceAnswer {
        // Reported as refused before it arrived: nobody waits for it.
        guard outcomes[id] == nil else { throw .orderClosed }
        guard sessionsByRequest[id] == nil else { throw .requestIDReused }
        let session = try session(key)
        guard let proof = session.proof, case .success(let entitlement) = proof.answer,
            let certificate = proof.certificate
        else { throw .sessionNotProven }
        // The record may have changed since the proof: it is this moment's that counts.
        let resident = try platform.resident(of: certificate, at: now())
        guard resident.municipality == entitlement.municipality.code else { throw .refused(.movedOut) }
        let specification = try platform.check(body, by: resident)
        let commission = DocumentOffice.Commission(
            resident: resident, specification: specification, requestID: body.requestId, sessionID: key.id,
            kioskID: key.kiosk, cardCertificateSHA256: certificate.sha256, copies: body.copies, fee: body.fee,
            time: now())
        let office = office
        let work = Task { () -> Result<DocumentOffice.Issued, Problem> in
            do throws(Problem) {
                return .success(try await office.issue(commission, fault: fault))
            } catch {
                return .failure(error)
            }
        }
        // Entered before the wait: a second request of this id finds the first one's work.
        issuances[id] = Issuance(
            session: key, order: body, progress: .working(work), pdf: nil, commission: commission)
        do throws(Problem) {
            var issued = try await work.value.get()
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

    /// What was issued before this.
    private func previous(to id: Key) -> DocumentOffice.Issued? { latest.last { $0.id != id }?.issued }

    func document(_ id: Key, fault: CloudFault?) async throws(Problem) -> [UInt8] {
        guard let issuance = issuances[id] else { throw .unknownIssuance }
        guard let session = sessions[issuance.session], now() < session.expiresAt, outcomes[id] == nil,
            let pdf = issuance.pdf
        else {
            // Nothing personal outlives the session.
            issuances[id]?.pdf = nil
            throw .documentClosed
        }
        counts.documents += 1
        switch fault {
        case .previousDocument: return previous(to: id)?.pdf ?? pdf
        case .laterDocument, .strangersPage: return try await office.issue(issuance.commission, fault: fault).pdf
        default: return pdf
        }
    }

    func report(_ outcome: Outcome, of id: Key) throws(Problem) {
        if let known = outcomes[id] {
            guard known == outcome else { throw .outcomeConflict }
            return
        }
        guard issuances[id] != nil || outcome == .refused else { throw .unknownIssuance }
        outcomes[id] = outcome
        if issuances[id] != nil {
            switch outcome {
            case .delivered(let sheets):
                counts.delivered += 1
                counts.deliveredSheets += sheets
            case .refused: counts.refused += 1
            case .spoiled: counts.spoiled += 1
            }
        }
        issuances[id]?.pdf = nil
    }

    func outcome(_ id: Key) -> Outcome? { outcomes[id] }

    private static func answer(_ id: String, _ manifest: [UInt8]) -> IssuanceAnswer {
        IssuanceAnswer(issuanceId: id, manifest: manifest.base64)
    }
}
