internal import DocumentCheck
internal import Issuance
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedDocuments
internal import SimulatedResidents
internal import SimulatedStore
internal import SimulatedTownHall
internal import Trust

/// Looks at the record, sets the document, has the issue approved on the very record that the document was made of, and
/// seals the manifest.
struct DocumentOffice: Sendable {
    let platform: Platform
    let now: @Sendable () -> Int64
    /// Awaited between the setting of a document and its approval: for those who change a record in between.
    let beforeApproval: @Sendable () async -> Void

    /// What a proven session asked for.
    struct Application: Sendable {
        var order: OrderBody
        var sessionID: String
        var kioskID: String
        var card: Certificate
        /// The record as it stood when the session was proven, which is good for the sign-in and for nothing later.
        var provenBy: Platform.SignedIn
    }

    struct Issued: Sendable {
        var manifest: [UInt8]
        var pdf: [UInt8]
        var municipality: String
    }

    /// A record that changes under every document that is made of it is somebody's mistake.
    private static let maximumTurns = 8

    /// Takes some tens of milliseconds, beside the desk's own thread.
    @concurrent
    func issue(_ application: Application, fault: CloudFault?) async throws(Problem) -> Issued {
        for _ in 0..<Self.maximumTurns {
            let time = fault == .staleStatus ? now() - 3_600 : now()
            // The record may have changed since the proof: it is this moment's that counts.
            let signedIn =
                fault == .staleStatus
                ? application.provenBy : try await platform.signIn(application.card, at: time)
            guard signedIn.municipality.code == application.provenBy.municipality.code else {
                throw .refused(.movedOut)
            }
            let specification = try platform.check(application.order, by: signedIn)
            let (pdf, pages) = try paper(application, specification, signedIn, at: time, fault: fault)
            await beforeApproval()
            // And it may have changed while the document was set.
            try platform.checkCertificate(application.card, at: now())
            if fault != .staleStatus {
                guard try await isApproved(application, signedIn, pdf, at: time) else { continue }
            }
            var manifest = Manifest(
                requestID: application.order.requestId, sessionID: application.sessionID,
                kioskID: application.kioskID,
                cardCertificateSHA256: Hexadecimal.text(application.card.sha256),
                municipality: signedIn.municipality.code, kind: specification.kind.rawValue,
                options: specification.optionTokens, copies: application.order.copies, pages: pages,
                documentSHA256: Hexadecimal.text(Digest.sha256(pdf)), documentLength: pdf.count,
                fee: application.order.fee, issuedAt: time)
            if fault == .manifestForAnotherRequest {
                manifest.requestID = String(application.order.requestId.reversed())
            }
            let others = platform.registry.town.municipalities.first { $0.code != manifest.municipality }
            let sealer = fault == .anotherSeal ? others : nil
            return Issued(
                manifest: try sealed(manifest, sealer ?? signedIn.municipality, at: time), pdf: pdf,
                municipality: signedIn.municipality.code)
        }
        throw .fault
    }

    /// What an application's document would be with a fault: for files that get mixed up after the issue.
    @concurrent
    func misplacedDocument(_ application: Application, fault: CloudFault) async throws(Problem) -> [UInt8] {
        let time = now()
        let signedIn = try await platform.signIn(application.card, at: time)
        let specification = try platform.check(application.order, by: signedIn)
        return try paper(application, specification, signedIn, at: time, fault: fault).pdf
    }

    /// Approval before issue: false where the record has changed since it was looked at.
    private func isApproved(
        _ application: Application, _ signedIn: Platform.SignedIn, _ pdf: [UInt8], at time: Int64
    ) async throws(Problem) -> Bool {
        let note = ResidentRegister.IssueNote(
            request: application.order.requestId, kiosk: application.kioskID, resident: signedIn.resident.id,
            kind: application.order.kind, copies: application.order.copies, at: time,
            documentSHA256: Hexadecimal.text(Digest.sha256(pdf)))
        do {
            try await signedIn.townHall.register.approve(
                note, household: signedIn.resident.household, version: signedIn.household.version)
            return true
        } catch {
            guard error.kind == .changedMeanwhile else { throw .fault }
            return false
        }
    }

    private func paper(
        _ application: Application, _ specification: CertificateSpecification, _ signedIn: Platform.SignedIn,
        at time: Int64, fault: CloudFault?
    ) throws(Problem) -> (pdf: [UInt8], pages: Int) {
        let isStrangers = fault == .strangersDocument || fault == .laterDocument
        let paper = try rendered(
            document(application, specification, signedIn, at: time, isStrangers: isStrangers), fault)
        guard fault == .strangersPage else { return paper }
        let other = try rendered(document(application, specification, signedIn, at: time, isStrangers: true), nil)
        guard let mixed = SharedFiles.gathered(paper.pdf, lastSheetOf: other.pdf) else { throw .fault }
        return (mixed, paper.pages)
    }

    private func document(
        _ application: Application, _ specification: CertificateSpecification, _ signedIn: Platform.SignedIn,
        at time: Int64, isStrangers: Bool
    ) throws(Problem) -> CertificateDocument {
        guard let today = JapanTime(time)?.date else { throw .fault }
        let stranger = isStrangers ? platform.registry.stranger(to: signedIn.resident) : nil
        let household = isStrangers ? stranger?.household ?? [] : signedIn.household.members
        // A stranger's was set for that person's own request, and got into this one.
        let request = application.order.requestId
        let markedFor = isStrangers ? Hexadecimal.text(Digest.sha256(Array(request.utf8)).prefix(16)) : request
        guard let mark = IssuanceMark(municipality: signedIn.municipality.code, requestID: markedFor) else {
            throw .fault
        }
        return CertificateDocument(
            municipality: signedIn.municipality,
            content: Self.content(specification, of: stranger?.resident ?? signedIn.resident, household),
            issueNumber: mark.description, issuedOn: today, kiosk: application.kioskID)
    }

    private static func content(
        _ specification: CertificateSpecification, of resident: Resident, _ household: [Resident]
    ) -> CertificateDocument.Content {
        switch specification {
        case .sealRegistration: .sealRegistration(resident)
        case .residenceRecord(let options): .residenceRecord(.init(household, options))
        case .residenceItems(let options): .residenceItems(.init(household, options))
        }
    }

    private func rendered(
        _ document: CertificateDocument, _ fault: CloudFault?
    ) throws(Problem) -> (pdf: [UInt8], pages: Int) {
        let seal = try credential(of: document.municipality)
        do {
            let (pdf, pages) = try document.render(
                sealedBy: PaperSeal(certificate: seal.certificate, key: seal.privateKey))
            guard fault == .notPDF else { return (pdf, pages) }
            return (Array(repeating: UInt8(ascii: "?"), count: pdf.count), pages)
        } catch {
            switch error.kind {
            case .characterMissing, .textTooLong, .backTooSmall: throw .refused(.nameNotPrintable)
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
            return try platform.world.sealCredential(
                Municipality(code: municipality.code, name: municipality.name, mayor: municipality.headTitle))
        } catch {
            throw .fault
        }
    }
}

extension CertificateDocument.ResidenceRecord {
    /// A household's record with what was ordered of it.
    fileprivate init(_ household: [Resident], _ options: ResidenceRecordOptions) {
        var members: Set<String>?
        if case .members(let numbers) = options.members {
            members = Set(numbers.filter(household.indices.contains).map { household[$0].id })
        }
        self.init(
            household: household, members: members, showsDomicile: options.showsDomicile,
            showsRelationship: options.showsRelationship)
    }
}

extension Registry {
    /// Somebody of the same municipality who lives elsewhere, to whom nothing is refused: for faults that mix people up.
    func stranger(to resident: Resident) -> (resident: Resident, household: [Resident])? {
        let stranger = town.residents.first {
            $0.municipality == resident.municipality && $0.household != resident.household && $0.restriction == nil
                && $0.seal?.cancelled != true && (resident.seal == nil || $0.seal != nil)
        }
        return stranger.map { ($0, town.household(of: $0)) }
    }
}
