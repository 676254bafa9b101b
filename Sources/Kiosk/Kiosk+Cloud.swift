internal import DocumentCheck
internal import Issuance
internal import LockedMemory
internal import MunicipalCloud
internal import OpenSSL
internal import Printing
internal import Trust

/// The municipality's part of the course.
extension Kiosk {
    func openCloudSession(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        var random = SystemRandomNumberGenerator()
        do {
            let opened = try await parts.cloud.openSession(RequestID.random(using: &random))
            guard isWanted(handle) else { return nil }
            session.cloud = opened
            return .challengeReceived
        } catch {
            return answer(to: error, of: .openSession, handle)
        }
    }

    func prove(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let cloud = session.cloud, let certificate = session.certificate, let signature = session.signature
        else { return .kioskFailed }
        do {
            let entitlement = try await parts.cloud.prove(cloud, certificate: certificate.der, signature: signature)
            guard isWanted(handle) else {
                for name in entitlement.memberNames { name.erase() }
                return nil
            }
            session.memberNames = entitlement.memberNames
            return .offered(entitlement.offer)
        } catch {
            return answer(to: error, of: .prove, handle)
        }
    }

    /// Orders, and judges the manifest before anything is fetched by it.
    func issue(_ order: Order, _ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let cloud = session.cloud, let issuance = session.issuance, let certificate = session.certificate
        else { return .kioskFailed }
        let signed: [UInt8]
        do {
            signed = try await parts.cloud.issue(order, in: cloud, request: issuance)
        } catch {
            return answer(to: error, of: .issue, handle)
        }
        let binding = ManifestBinding(
            requestID: issuance.description, sessionID: cloud.id, kioskID: parts.cloud.kioskID,
            cardCertificateSHA256: Hexadecimal.text(certificate.sha256),
            municipality: order.municipality.description, kind: order.certificate.kind.rawValue,
            options: order.certificate.optionTokens, copies: order.copies, fee: order.fee.amount)
        let evidence = await sealEvidence(of: signed)
        guard isWanted(handle) else { return nil }
        switch parts.manifests.verify(signed, binding: binding, at: seconds, sealRevocation: evidence) {
        case .accepted(let manifest):
            session.manifest = manifest
            return .manifestReceived
        case .refused(let refusals):
            log.note(
                .manifestRefused(count: refusals.count, first: refusals.first.map(EventWord.init(caseOf:)) ?? .none))
            return refusals.answer
        }
    }

    /// What is known of the revocation of the seal under a manifest. It is no resident's, and kept for as long as the
    /// authority says.
    private func sealEvidence(of signed: [UInt8]) async -> RevocationEvidence? {
        guard let seal = parts.manifests.sealCertificate(in: signed) else { return nil }
        if let known = sealAnswers[seal], seconds < known.until { return known.evidence }
        let query = (try? parts.manifests.seals.ocspQuery(for: seal)) ?? nil
        let evidence = await parts.revocation.evidence(for: query)
        let verdict = parts.manifests.seals.verify(seal, at: seconds, revocation: evidence)
        if verdict.isAccepted, case .good(let until)? = verdict.revocation {
            // A kiosk hears of as many municipalities as issue to it.
            if sealAnswers.count >= 4_096 { sealAnswers = [:] }
            sealAnswers[seal] = (evidence, until)
        }
        return evidence
    }

    func fetchDocument(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let issuance = session.issuance, let manifest = session.manifest else { return .kioskFailed }
        do {
            let document = try await parts.cloud.document(of: issuance, length: manifest.documentLength)
            guard isWanted(handle) else {
                document.erase()
                return nil
            }
            session.document = document
            return .documentReceived
        } catch  where error.cause == .length {
            guard isWanted(handle) else { return nil }
            // A document, but not the one that the manifest is about: no failure of the line makes it longer, or
            // whole and shorter.
            log.note(.cloudCallFailed(call: .document, kind: error.kind, cause: error.cause))
            return .documentMismatched
        } catch {
            return answer(to: error, of: .document, handle)
        }
    }

    /// The document must be the one that the manifest, whose own verdict is in, is about, and each of its pages must
    /// have been set for this very request.
    func checkDocument(_ handle: RequestHandle) async -> IssuanceMachine.Answer? {
        guard let issuance = session.issuance, let manifest = session.manifest, let document = session.document,
            let mark = IssuanceMark(municipality: manifest.municipality, requestID: issuance.description)
        else { return .kioskFailed }
        let differences = document.withBytes { manifest.verifyDocument($0) }
        guard differences.isEmpty, (try? PDFOutline.check(document)) != nil else { return .documentMismatched }
        let expected = DocumentExpectation(mark: mark, pages: manifest.pages)
        let refusals = await parts.documents.verdict(on: document, expecting: expected).refusals
        guard isWanted(handle) else { return nil }
        guard refusals.isEmpty else {
            log.note(
                .documentRefused(count: refusals.count, first: refusals.first.map(EventWord.init(caseOf:)) ?? .none))
            // Where nobody could look, the document is not to blame.
            if case .inspection(.notStarted) = refusals.first { return .kioskFailed }
            return .documentMismatched
        }
        let ticket = PrintTicket(copies: 1, pages: manifest.pages, sides: parts.sides)
        guard ticket.isValid else { return .documentMismatched }
        return .documentAccepted(sheetsPerCopy: ticket.sheetsPerCopy)
    }
}

extension Kiosk {
    /// What the machine is told of a call that failed, if it still waits. What is wrong with the cloud is for the
    /// technician; a refusal is the resident's own affair.
    private func answer(
        to error: CloudError, of call: CloudCallName, _ handle: RequestHandle
    ) -> IssuanceMachine.Answer? {
        guard isWanted(handle) else { return nil }
        switch error.kind {
        case .refused(let refusal): return .cloudRefused(refusal)
        case .failed(let failure):
            log.note(.cloudCallFailed(call: call, kind: error.kind, cause: error.cause))
            return .cloudFailed(failure)
        }
    }
}

extension [ManifestRefusal] {
    /// A manifest that could not be read, or whose seal could not be judged, is the cloud's failure. One that is
    /// genuine, or pretends to be, and speaks of something else is a mismatch: the kiosk stops.
    fileprivate var answer: IssuanceMachine.Answer {
        for refusal in self {
            switch refusal {
            case .tooLarge, .notSignedData, .detached, .wrongContentType, .notOneSigner, .signedAttributesMissing,
                .malformed:
                return .cloudFailed(.malformed)
            case .weakAlgorithm, .signerCertificateMissing, .sealRefused:
                return .cloudFailed(.untrusted)
            case .signatureInvalid, .sealOfOtherMunicipality, .differs, .stale, .fromTheFuture:
                continue
            }
        }
        return .documentMismatched
    }
}
