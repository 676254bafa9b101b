internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedJukiNet
internal import SimulatedResidents
internal import SimulatedStore

/// Where the prefectures' authorities hear of changes and revoke by them. It knows which certificates were issued under
/// which 住民票コード, and neither names nor addresses.
struct RevocationDesk: Sendable {
    let world: AuthorityWorld
    let store: any RecordStore
    let now: @Sendable () -> Int64

    /// What lies on one card, as the authority that issued it has to know it.
    struct IssuedCard: Codable, Hashable, Sendable {
        var resident: String
        var prefecture: String
        var profile: Resident.Card.Profile
        var certificate: Resident.Card.Certificate
        var number: Int
        var writtenAt: Int64?
        var authorityGeneration: Int

        init?(_ resident: Resident) {
            guard let card = resident.card, let prefecture = resident.cardPrefecture else { return nil }
            self.resident = resident.id
            self.prefecture = prefecture.rawValue
            profile = card.profile
            certificate = card.certificate
            number = card.number
            writtenAt = card.writtenAt
            authorityGeneration = card.authorityGeneration
        }

        var writing: CardWriting {
            CardWriting(
                number: number, writtenAt: writtenAt,
                generation: AuthorityGeneration(rawValue: authorityGeneration) ?? .second)
        }
    }

    /// Writes down which cards were issued under which codes. Who is known already stays as they are.
    func issued(_ cards: [(code: ResidentCode, resident: Resident)]) async throws(StoreError) {
        let known = Set(try await store.items("issued-card", group: nil).map(\.id))
        var changes: [StoreChange] = []
        for (code, resident) in cards {
            let id = "\(resident.id)/\(resident.card?.number ?? 0)"
            guard let card = IssuedCard(resident), !known.contains(id) else { continue }
            changes.append(try .put(card, kind: "issued-card", id: id, group: code.description, after: 0))
        }
        try await store.commit(changes)
    }

    /// Revokes what no longer holds after a change.
    ///
    /// | change | signature certificate | user authentication, Juki card | user authentication, My Number card |
    /// |---|---|---|---|
    /// | moved within, renamed | affiliationChanged | stays | stays |
    /// | moved out | affiliationChanged | cessationOfOperation: the card is to be given back | stays |
    /// | died | cessationOfOperation | cessationOfOperation | cessationOfOperation |
    func hear(_ notice: ChangeNotice) async throws {
        for card in try await store.values("issued-card", group: notice.code.description, as: IssuedCard.self) {
            switch notice.change {
            case .entered, .movedIn: break
            case .movedWithin, .renamed: try revoke(.signature, of: card, .affiliationChanged)
            case .movedOut:
                try revoke(.signature, of: card, .affiliationChanged)
                if card.profile == .juki { try revoke(.authentication, of: card, .cessationOfOperation) }
            case .died:
                for use in [Use.signature, .authentication] { try revoke(use, of: card, .cessationOfOperation) }
            }
        }
    }

    /// Revokes everything on a resident's card: it was lost, stolen or given back.
    func revokeCard(of resident: Resident, _ reason: RevocationReason) throws(AuthorityError) {
        guard let card = IssuedCard(resident) else { return }
        for use in [Use.signature, .authentication] { try revoke(use, of: card, reason) }
    }

    private enum Use { case authentication, signature }

    private func revoke(_ use: Use, of card: IssuedCard, _ reason: RevocationReason) throws(AuthorityError) {
        guard let prefecture = Prefecture(rawValue: card.prefecture) else { return }
        let credential =
            switch use {
            case .authentication:
                try world.residentCredential(
                    id: card.resident, prefecture: prefecture, state: card.certificate.state, card: card.writing)
            case .signature:
                try world.residentSignatureCredential(
                    id: card.resident, prefecture: prefecture, state: card.certificate.state, card: card.writing)
            }
        // The first revocation stands, with its reason and its time.
        guard try !world.isRevoked(credential.certificate, prefecture: prefecture) else { return }
        try world.set(.revoked(reason, at: now()), for: credential.certificate, prefecture: prefecture)
    }
}
