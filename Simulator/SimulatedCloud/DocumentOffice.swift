internal import DocumentCheck
internal import Issuance
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedDocuments
internal import SimulatedResidents
internal import Trust

/// Sets documents and seals their manifests.
struct DocumentOffice: Sendable {
    let registry: Registry
    let world: AuthorityWorld

    /// Everything that the paper and its manifest say.
    struct Commission: Sendable {
        var resident: Resident
        var specification: CertificateSpecification
        var requestID: String
        var sessionID: String
        var kioskID: String
        var cardCertificateSHA256: [UInt8]
        var copies: Int
        var fee: Int
        var time: Int64
    }

    struct Issued: Sendable {
        var manifest: [UInt8]
        var pdf: [UInt8]
    }

    /// Sets the document, which takes some tens of milliseconds, beside the store's own thread.
    @concurrent
    func issue(_ commission: Commission, fault: CloudFault?) async throws(Problem) -> Issued {
        guard let municipality = registry.municipality(code: commission.resident.municipality),
            let today = JapanTime(commission.time)?.date
        else { throw .fault }
        var shown = commission.resident
        var markedFor = commission.requestID
        let stranger = registry.stranger(to: shown)
        if fault == .strangersDocument || fault == .laterDocument, let stranger {
            // It was set for that person's own request, and got into this one.
            shown = stranger
            markedFor = Hexadecimal.text(Digest.sha256(Array(commission.requestID.utf8)).prefix(16))
        }
        guard let mark = IssuanceMark(municipality: municipality.code, requestID: markedFor) else { throw .fault }
        let document = CertificateDocument(
            municipality: municipality,
            content: content(commission.specification, of: shown, last: fault == .strangersPage ? stranger : nil),
            issueNumber: mark.description, issuedOn: today, kiosk: commission.kioskID)
        var (pdf, pages) = try rendered(document)
        if fault == .notPDF { pdf = Array(repeating: UInt8(ascii: "?"), count: pdf.count) }
        var manifest = Manifest(
            requestID: commission.requestID, sessionID: commission.sessionID, kioskID: commission.kioskID,
            cardCertificateSHA256: Hexadecimal.text(commission.cardCertificateSHA256),
            municipality: municipality.code, kind: commission.specification.kind.rawValue,
            options: commission.specification.optionTokens, copies: commission.copies, pages: pages,
            documentSHA256: Hexadecimal.text(Digest.sha256(pdf)), documentLength: pdf.count, fee: commission.fee,
            issuedAt: commission.time)
        if fault == .manifestForAnotherRequest { manifest.requestID = String(commission.requestID.reversed()) }
        return Issued(manifest: try sealed(manifest, municipality, at: commission.time), pdf: pdf)
    }

    /// - Parameter last: who stands in the place of the household's last member; nil: nobody.
    private func content(
        _ specification: CertificateSpecification, of resident: Resident, last: Resident?
    ) -> CertificateDocument.Content {
        switch specification {
        case .sealRegistration: return .sealRegistration(resident)
        case .residenceRecord(let options):
            var household = registry.household(of: resident)
            if var last, !household.isEmpty {
                last.household = resident.household
                last.relationship = household[household.count - 1].relationship
                household[household.count - 1] = last
            }
            var members: Set<String>?
            if case .members(let numbers) = options.members {
                members = Set(numbers.filter(household.indices.contains).map { household[$0].id })
            }
            return .residenceRecord(
                .init(
                    household: household, members: members, showsDomicile: options.showsDomicile,
                    showsRelationship: options.showsRelationship))
        }
    }

    private func rendered(_ document: CertificateDocument) throws(Problem) -> (pdf: [UInt8], pages: Int) {
        let seal = try credential(of: document.municipality)
        do {
            return try document.render(sealedBy: PaperSeal(certificate: seal.certificate, key: seal.privateKey))
        } catch {
            switch error.kind {
            case .characterMissing, .textTooLong: throw .refused(.nameNotPrintable)
            case .sealNotRegistered: throw .refused(.noSealRegistered)
            case .noMembers, .unknownMember: throw .orderNotOffered
            case .fontMissing, .notOneHousehold, .drawingFailed, .sealFailed: throw .fault
            }
        }
    }

    private func sealed(
        _ manifest: Manifest, _ municipality: SimulatedMunicipality, at time: Int64
    ) throws(Problem) -> [UInt8] {
        let seal = try credential(of: municipality)
        do {
            return try SignedData.sign(
                content: try manifest.encoded(), certificate: seal.certificate, key: seal.privateKey, at: time)
        } catch {
            throw .fault
        }
    }

    private func credential(of municipality: SimulatedMunicipality) throws(Problem) -> Credential {
        do {
            return try world.sealCredential(
                Municipality(code: municipality.code, name: municipality.name, mayor: municipality.headTitle))
        } catch {
            throw .fault
        }
    }
}

extension Registry {
    /// Somebody of the same municipality who lives elsewhere, to whom nothing is refused.
    func stranger(to resident: Resident) -> Resident? {
        residents.first {
            $0.municipality == resident.municipality && $0.household != resident.household && $0.restriction == nil
                && $0.seal?.cancelled != true && (resident.seal == nil || $0.seal != nil)
        }
    }
}
