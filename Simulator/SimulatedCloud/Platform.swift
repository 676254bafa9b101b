internal import Issuance
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedResidents
internal import Trust

/// What the municipalities share: who a card belongs to, whether its certificate is good now, and what that
/// resident may have.
struct Platform: Sendable {
    let registry: Registry
    let directory: ResidentDirectory
    let world: AuthorityWorld
    let notice: PlanNotice
    let verifier: CertificateVerifier

    init(registry: Registry, directory: ResidentDirectory, world: AuthorityWorld, notice: PlanNotice) throws {
        self.registry = registry
        self.directory = directory
        self.world = world
        self.notice = notice
        verifier = CertificateVerifier(anchors: try world.prefecturalAnchors(), profile: .userAuthentication)
    }

    private var plan: ServicePlan { notice.plan }

    /// Whose card this is, checked at this moment: hours, certificate, revocation, and the record's restrictions.
    func resident(of certificate: Certificate, at time: Int64) throws(Problem) -> Resident {
        try checkHours(at: time)
        guard verifier.verify(certificate, at: time, revocation: evidence(on: certificate, at: time)).isAccepted else {
            throw .refused(.cardNotAccepted)
        }
        guard let name = certificate.commonName, let id = directory.residentID(commonName: name),
            let resident = registry.resident(id: id),
            let municipality = registry.municipality(code: resident.municipality)
        else { throw .refused(.unknownResident) }
        if let refusal = plan.narrowed(by: municipality).refusal(at: time) { throw .refused(refusal) }
        if let refusal = resident.refusal { throw .refused(refusal) }
        return resident
    }

    func checkHours(at time: Int64) throws(Problem) {
        if let refusal = plan.refusal(at: time) { throw .refused(refusal) }
    }

    func entitlement(of resident: Resident) throws(Problem) -> EntitlementAnswer {
        guard let municipality = registry.municipality(code: resident.municipality) else {
            throw .refused(.unknownResident)
        }
        let certificates = CertificateKind.allCases.compactMap { kind -> EntitlementAnswer.Certificate? in
            guard let fee = municipality.fees[kind.rawValue] else { return nil }
            return .init(
                kind: kind.rawValue, fee: fee, maximumCopies: OfferedCertificate.highestMaximumCopies,
                unavailable: resident.refusal(of: kind)?.rawValue)
        }
        guard !certificates.isEmpty else { throw .refused(.notOffered) }
        let members = registry.household(of: resident).prefix(Offer.maximumMembers).enumerated().map {
            EntitlementAnswer.Member(number: $0.offset, name: $0.element.name)
        }
        return EntitlementAnswer(
            municipality: .init(code: municipality.code, name: municipality.name), certificates: certificates,
            members: Array(members))
    }

    /// Whether an order is within what this resident may have now.
    func check(_ order: OrderBody, by resident: Resident) throws(Problem) -> CertificateSpecification {
        guard let specification = order.specification else { throw .malformedRequest }
        if let refusal = resident.refusal(of: specification.kind) { throw .refused(refusal) }
        let offer = try entitlement(of: resident)
        guard let certificate = offer.certificates.first(where: { $0.kind == order.kind }) else {
            throw .refused(.notOffered)
        }
        guard order.copies <= certificate.maximumCopies, order.fee == certificate.fee * order.copies else {
            throw .orderNotOffered
        }
        if case .residenceRecord(let options) = specification, case .members(let numbers) = options.members,
            let last = numbers.max(), last >= offer.members.count
        {
            throw .orderNotOffered
        }
        return specification
    }

    // The cloud asks the same responder as the kiosk does, without the way over the network.
    private func evidence(on certificate: Certificate, at time: Int64) -> RevocationEvidence {
        guard let query = try? verifier.ocspQuery(for: certificate) else { return .unavailable(.issuerUnknown) }
        return .ocsp(query, response: world.answer(ocspRequest: query.request, at: time))
    }
}
