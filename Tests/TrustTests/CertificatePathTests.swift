import OpenSSL
import SimulatedAuthority
import Testing
import Trust

@Suite("The path to an anchor")
struct CertificatePathTests {
    @Test("over an intermediate authority that is known, or that came along")
    func intermediate() throws {
        let root = try Fixture.root()
        let middle = try intermediate(of: root, "middle")
        let card = try Fixture.card(by: middle)
        let known = Fixture.verifier([root], intermediates: [middle]).verify(card, at: Fixture.now)
        #expect(known.isAccepted)
        #expect(known.path == [card, middle.certificate, root.certificate])
        let sent = Fixture.verifier([root]).verify(card, at: Fixture.now, extra: [middle.certificate])
        #expect(sent.isAccepted)
        #expect(Fixture.verifier([root]).verify(card, at: Fixture.now).kinds == [.unknownIssuer])
    }

    @Test("generations of an authority that share one name are told apart by their signatures")
    func generations() throws {
        let generations = try (1...4).map { try Fixture.root("generation-\($0)", name: "Same Name") }
        #expect(Set(generations.map(\.certificate.subjectDER)).count == 1)
        for generation in generations {
            // The old ones put no key identifier into what they issued.
            for template in [Fixture.template, Fixture.template.without("authorityKeyIdentifier")] {
                let card = try Fixture.card(template, by: generation)
                for anchors in [generations, generations.reversed()] {
                    let verdict = Fixture.verifier(anchors).verify(card, at: Fixture.now)
                    #expect(verdict.isAccepted)
                    #expect(verdict.path == [card, generation.certificate])
                }
            }
        }
    }

    @Test("generations of an intermediate authority, only one of which leads to an anchor")
    func intermediateGenerations() throws {
        let root = try Fixture.root()
        let elsewhere = try Authority.unrelated(now: Fixture.now, key: try Fixture.key("stranger"))
        let lost = try intermediate(of: elsewhere, "twin", name: "Twin")
        let found = try intermediate(of: root, "twin", name: "Twin")
        let card = try Fixture.card(by: found)
        for intermediates in [[lost, found], [found, lost]] {
            let verdict = Fixture.verifier([root], intermediates: intermediates).verify(card, at: Fixture.now)
            #expect(verdict.isAccepted)
            #expect(verdict.path == [card, found.certificate, root.certificate])
        }
    }

    @Test("an end entity cannot issue")
    func notAnAuthority() throws {
        let root = try Fixture.root()
        let holder = try root.issue(
            .endEntity([("CN", "Holder")], now: Fixture.now, keyUsage: "digitalSignature"),
            key: try Fixture.key("holder"))
        let card = try Fixture.card(by: Authority(holder))
        let verdict = Fixture.verifier([root]).verify(card, at: Fixture.now, extra: [holder.certificate])
        #expect(!verdict.isAccepted)
        #expect(verdict.reasons.contains(CertificateRefusal(.notAnAuthority, depth: 1)))
    }

    @Test("an authority whose key may not sign certificates")
    func keyUsageOfAuthority() throws {
        let root = try Fixture.root()
        let middle = try root.issueAuthority(
            .authority([("CN", "No Cert Sign")], now: Fixture.now).with("keyUsage", "critical,cRLSign")
                .with("certificatePolicies", Fixture.policy),
            key: try Fixture.key("no-cert-sign"))
        let verdict = Fixture.verifier([root], intermediates: [middle])
            .verify(try Fixture.card(by: middle), at: Fixture.now)
        #expect(!verdict.isAccepted)
        #expect(verdict.isRefused { $0 == .notAnAuthority })
    }

    @Test("a path length that the anchor does not allow")
    func pathLength() throws {
        let root = try Fixture.root("short", name: "Short Root", pathLength: 0)
        let middle = try intermediate(of: root, "short-middle")
        let verdict = Fixture.verifier([root], intermediates: [middle])
            .verify(try Fixture.card(by: middle), at: Fixture.now)
        #expect(verdict.kinds == [.pathTooLong])
    }

    @Test("more authorities than the profile allows")
    func depth() throws {
        let root = try Fixture.root()
        var authorities = [root]
        for step in 1...3 {
            authorities.append(
                try authorities[step - 1].issueAuthority(
                    .authority([("CN", "Step \(step)")], now: Fixture.now, pathLength: nil)
                        .with("certificatePolicies", Fixture.policy),
                    key: try Fixture.key("step-\(step)")))
        }
        let card = try Fixture.card(by: authorities[3])
        let middle = Array(authorities.dropFirst())
        var profile = Fixture.profile
        profile.maximumIntermediates = 3
        #expect(
            Fixture.verifier([root], intermediates: middle, profile: profile).verify(card, at: Fixture.now).isAccepted)
        profile.maximumIntermediates = 2
        let verdict = Fixture.verifier([root], intermediates: middle, profile: profile)
            .verify(card, at: Fixture.now)
        #expect(!verdict.isAccepted)
    }

    @Test("a name that the authority may not certify")
    func nameConstraints() throws {
        let root = try Fixture.root()
        let middle = try root.issueAuthority(
            .authority([("CN", "Constrained")], now: Fixture.now)
                .with("certificatePolicies", Fixture.policy)
                .with("nameConstraints", "critical,permitted;DNS:example.jp"),
            key: try Fixture.key("constrained"))
        let card = try Fixture.card(
            Fixture.template.with("subjectAltName", "DNS:example.com"), by: middle)
        let verdict = Fixture.verifier([root], intermediates: [middle]).verify(card, at: Fixture.now)
        #expect(verdict.kinds == [.nameNotPermitted])
    }

    @Test("authorities that certify each other in a ring lead nowhere, and end")
    func ring() throws {
        let root = try Fixture.root()
        let key = [try Fixture.key("ring-0"), try Fixture.key("ring-1")]
        let template = { (index: Int) in
            CertificateTemplate.authority([("CN", "Ring \(index)")], now: Fixture.now, pathLength: nil)
        }
        let zero = try Authority(root: template(0), key: key[0])
        let one = try zero.issueAuthority(template(1), key: key[1])
        let again = try one.issueAuthority(template(0), key: key[0])
        let card = try Fixture.card(by: again)
        let verdict = Fixture.verifier([root], intermediates: [one, again, zero]).verify(card, at: Fixture.now)
        #expect(verdict.kinds.contains(.unknownIssuer))
        #expect(!verdict.isAccepted)
    }

    private func intermediate(of root: Authority, _ label: String, name: String = "Middle") throws -> Authority {
        try root.issueAuthority(
            .authority([("C", "JP"), ("CN", name)], now: Fixture.now).with("certificatePolicies", Fixture.policy),
            key: try Fixture.key(label))
    }
}
