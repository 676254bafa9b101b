internal import Issuance
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedResidents
internal import SimulatedStore
internal import SimulatedTownHall
internal import Trust

/// What the municipalities share: hours, whether a card's certificate is good now, which municipality it leads to, and
/// the rules by which that municipality lets its resident have something.
///
/// Whatever concerns a person is asked of the one town hall that the card leads to.
struct Platform: Sendable {
    let registry: Registry
    let world: AuthorityWorld
    let notice: PlanNotice
    let verifier: CertificateVerifier

    init(registry: Registry, world: AuthorityWorld, notice: PlanNotice) throws {
        self.registry = registry
        self.world = world
        self.notice = notice
        verifier = CertificateVerifier(anchors: try world.prefecturalAnchors(), profile: .userAuthentication)
    }

    /// A resident at a kiosk, as the record stood when it was looked at.
    struct SignedIn: Sendable {
        var townHall: TownHall
        var resident: Resident
        var household: ResidentRegister.Household

        var municipality: SimulatedMunicipality { townHall.municipality }
    }

    private var plan: ServicePlan { notice.plan }

    /// Whose card this is, checked at this moment: hours, certificate, revocation, and the record's restrictions.
    func signIn(_ certificate: Certificate, at time: Int64) async throws(Problem) -> SignedIn {
        try checkCertificate(certificate, at: time)
        let signedIn: SignedIn
        do {
            guard let name = registry.cards.name(of: certificate),
                let townHall = try await registry.townHall(ofCard: name),
                let id = try await townHall.register.holder(ofCard: name),
                let resident = try await townHall.register.resident(id: id)
            else { throw Problem.refused(.unknownResident) }
            signedIn = SignedIn(
                townHall: townHall, resident: resident,
                household: try await townHall.register.household(id: resident.household))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .fault
        }
        let municipality = signedIn.municipality
        if let refusal = plan.narrowed(by: municipality, at: time).refusal(at: time) { throw .refused(refusal) }
        guard let today = JapanTime(time)?.date else { throw .fault }
        if let refusal = municipality.refusal(of: signedIn.resident, on: today) { throw .refused(refusal) }
        return signedIn
    }

    /// Whether the platform serves now, and the certificate is one of a prefecture's authority and not revoked now.
    func checkCertificate(_ certificate: Certificate, at time: Int64) throws(Problem) {
        try checkHours(at: time)
        guard verifier.verify(certificate, at: time, revocation: evidence(on: certificate, at: time)).isAccepted else {
            throw .refused(.cardNotAccepted)
        }
    }

    func checkHours(at time: Int64) throws(Problem) {
        if let refusal = plan.refusal(at: time) { throw .refused(refusal) }
    }

    func entitlement(of signedIn: SignedIn) throws(Problem) -> EntitlementAnswer {
        let municipality = signedIn.municipality
        let certificates = CertificateKind.allCases.compactMap { kind -> EntitlementAnswer.Certificate? in
            guard let fee = municipality.fees[kind.rawValue] else { return nil }
            return .init(
                kind: kind.rawValue, fee: fee, maximumCopies: OfferedCertificate.highestMaximumCopies,
                unavailable: municipality.refusal(of: signedIn.resident, kind: kind)?.rawValue)
        }
        guard !certificates.isEmpty else { throw .refused(.notOffered) }
        let members = signedIn.household.members.prefix(Offer.maximumMembers).enumerated().map {
            EntitlementAnswer.Member(number: $0.offset, name: $0.element.name)
        }
        return EntitlementAnswer(
            municipality: .init(code: municipality.code, name: municipality.name), certificates: certificates,
            members: members)
    }

    /// Whether an order is within what this resident may have now.
    func check(_ order: OrderBody, by signedIn: SignedIn) throws(Problem) -> CertificateSpecification {
        guard let specification = order.specification else { throw .malformedRequest }
        let offer = try entitlement(of: signedIn)
        guard let certificate = offer.certificates.first(where: { $0.kind == order.kind }) else {
            throw .refused(.notOffered)
        }
        if let refusal = signedIn.municipality.refusal(of: signedIn.resident, kind: specification.kind) {
            throw .refused(refusal)
        }
        guard order.copies <= certificate.maximumCopies, order.fee == certificate.fee * order.copies else {
            throw .orderNotOffered
        }
        if case .members(let numbers)? = specification.options?.members, let last = numbers.max(),
            last >= offer.members.count
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
