import OpenSSL
import SimulatedAuthority
import Testing
import Trust

/// What OpenSSL refuses, we refuse. The other way round we may: our floor and our profiles ask for more.
@Suite("Against OpenSSL's own verdict")
struct DifferentialTests {
    static let rounds = ListPropertyTests.rounds

    let root: Authority
    let middle: Authority
    let card: Credential

    init() throws {
        root = try Fixture.root()
        middle = try root.issueAuthority(
            .authority([("C", "JP"), ("CN", "Middle")], now: Fixture.now).with("certificatePolicies", Fixture.policy),
            key: try Fixture.key("middle"))
        card = try middle.issue(Fixture.template, key: try Fixture.key("card"))
    }

    /// How the two agreed over all changes.
    struct Tally {
        var both = 0
        var neither = 0
        var onlyTheirs = 0
    }

    @Test("on changed certificates, signed again or not, of cards and of authorities")
    func certificates() throws {
        var random = SeededRandom(1)
        var tally = Tally()
        for round in 0..<3_000 * Self.rounds {
            var leaf = card.certificate.der
            var issuer = middle.certificate.der
            let isIssuer = round % 3 == 0
            let key = isIssuer ? root.credential.privateKey : middle.credential.privateKey
            var changed = isIssuer ? issuer : leaf
            if round % 2 == 0 {
                changed = try Resigning.signed(changed, by: key) { $0.mutate(&random) }
            } else {
                changed.mutate(&random)
            }
            if isIssuer { issuer = changed } else { leaf = changed }
            // A certificate that we cannot read cannot be told to OpenSSL as an intermediate either.
            guard let intermediate = try? Certificate(der: issuer) else { continue }
            let verifier = CertificateVerifier(
                anchors: [root.certificate], intermediates: [intermediate], profile: Fixture.profile)
            let ours = verifier.verify(der: leaf, at: Fixture.now).isAccepted
            let theirs = ReferenceVerdict.accepts(
                certificate: leaf, intermediates: [intermediate], anchors: [root.certificate], at: Fixture.now,
                policies: [Fixture.policy])
            #expect(theirs || !ours, "round \(round)")
            tally.count(ours, theirs)
        }
        tally.expectSense()
    }

    @Test("on changed revocation lists, signed again or not: full, delta and partitioned")
    func lists() throws {
        var random = SeededRandom(2)
        var tally = Tally()
        let key = root.credential.privateKey
        let leaf = try root.issue(
            Fixture.template.with("freshestCRL", "URI:http://127.0.0.1/delta"), key: try Fixture.key("card")
        ).certificate
        var full = RevocationListTemplate(
            now: Fixture.now,
            entries: [.init(serial: [0x11], date: Fixture.now - 9, extensions: [.reason(.superseded)])],
            extensions: [.number(5)])
        full.thisUpdate -= 3_600
        let delta = RevocationListTemplate(
            now: Fixture.now - 60, entries: [.init(serial: leaf.serialContent, date: Fixture.now)],
            extensions: [.number(6), .delta(to: 4)])
        var partitioned = full
        // onlyContainsUserCerts.
        partitioned.extensions.append(.scope([0x81, 0x01, 0xFF]))
        let removed = RevocationListTemplate(
            now: Fixture.now - 60,
            entries: [.init(serial: leaf.serialContent, date: Fixture.now, extensions: [.reason(.removeFromCRL)])],
            extensions: [.number(6), .delta(to: 4)])
        let originals = try [[full], [full, delta], [partitioned], [full, removed]].map { set in
            try set.map { try $0.signed(by: root.credential) }
        }
        var profile = Fixture.profile
        profile.revocation = .path
        profile.listSkew = 0
        let verifier = CertificateVerifier(anchors: [root.certificate], profile: profile)
        for round in 0..<3_000 * Self.rounds {
            var set = originals[round % originals.count]
            let index = Int.random(in: 0..<set.count, using: &random)
            if round % 5 < 3 {
                set[index] = try Resigning.signed(set[index], by: key) { $0.mutate(&random) }
            } else {
                set[index].mutate(&random)
            }
            // What is no list to us is none to either: it would be fetched anew.
            let read = set.map { try? RevocationList(der: $0) }
            set = zip(set, read).compactMap { $1 == nil ? nil : $0 }
            let ours = verifier.verify(leaf, at: Fixture.now, revocation: .lists(read.compactMap { $0 })).isAccepted
            let theirs = ReferenceVerdict.accepts(
                certificate: leaf.der, intermediates: [], anchors: [root.certificate], lists: set, at: Fixture.now,
                policies: [Fixture.policy])
            #expect(theirs || !ours, "round \(round)")
            tally.count(ours, theirs)
        }
        tally.expectSense()
    }

    @Test("on changed OCSP answers, signed again or not, of the issuer and of whom it delegated to")
    func ocsp() throws {
        var random = SeededRandom(3)
        var tally = Tally()
        let delegate = try RevocationTests.delegate(of: middle)
        let query = try OCSPQuery(certificate: card.certificate, issuer: middle.certificate, nonce: nil)
        let answers = [middle.credential, delegate].map { signer in
            let responder = OCSPResponder(issuer: middle.certificate, signer: signer)
            responder.set(.good, for: card.certificate)
            return (responder.answer(query.request, at: Fixture.now), signer.privateKey)
        }
        for round in 0..<3_000 * Self.rounds {
            var (response, key) = answers[round % 2]
            if round % 5 < 3 {
                response = try Resigning.signed(ocspResponse: response, by: key) { $0.mutate(&random) }
            } else {
                response.mutate(&random)
            }
            let verdict = OCSPJudge().judge(ocspResponse: response, for: query, at: Fixture.now)
            let ours = if case .good = verdict { true } else { false }
            let theirs = ReferenceOCSP.accepts(
                response: response, certificate: card.certificate, issuer: middle.certificate, at: Fixture.now,
                skew: OCSPRules().skew)
            #expect(theirs || !ours, "round \(round)")
            tally.count(ours, theirs)
        }
        tally.expectSense()
    }
}

extension DifferentialTests.Tally {
    mutating func count(_ ours: Bool, _ theirs: Bool) {
        switch (ours, theirs) {
        case (true, _): both += 1
        case (false, true): onlyTheirs += 1
        case (false, false): neither += 1
        }
    }

    /// Changes that nobody minds and changes that both do must both have come up.
    func expectSense() {
        #expect(both > 20 && neither > 500, "\(self)")
    }
}
