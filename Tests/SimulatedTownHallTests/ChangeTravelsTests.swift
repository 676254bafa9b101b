import OpenSSL
import SimulatedAuthority
import SimulatedResidents
import SimulatedTownHall
import Testing
import Trust

@Suite("A change at a counter reaches whoever asks the authority")
struct ChangeTravelsTests {
    private static let midnight = Hall.now - Hall.now % 86_400

    /// What the lists of a certificate's authority say at a time: by the full one alone, and with its delta.
    private func word(_ credential: Credential, _ hall: Hall, at seconds: Int64) throws -> (
        full: RevocationVerdict?, delta: RevocationVerdict?
    ) {
        let verifier = CertificateVerifier(anchors: try hall.world.prefecturalAnchors(), profile: .userAuthentication)
        let full = try RevocationList(der: try hall.world.revocationList(.tokyo, at: seconds))
        let delta = try RevocationList(der: try hall.world.deltaRevocationList(.tokyo, at: seconds))
        #expect(full.isSigned(by: credential.authority) && delta.isSigned(by: credential.authority))
        func verdict(_ lists: [RevocationList]) -> RevocationVerdict? {
            verifier.verify(credential.certificate, at: seconds, revocation: .lists(lists)).revocation
        }
        return (verdict([full]), verdict([full, delta]))
    }

    private func isGood(_ verdict: RevocationVerdict?) -> Bool {
        if case .good? = verdict { true } else { false }
    }

    @Test(
        "a death, and the move that ends a Juki card: over Juki-Net to OCSP and the delta at once, to the next full list",
        arguments: [("shibuya-my-number", true), ("shibuya-seal", false)])
    func travels(id: String, dies: Bool) async throws {
        let hall = try await Hall.open()
        let card = try hall.card(try await hall.resident(id))
        let neighbour = try hall.card(try await hall.resident("shibuya-household"))
        #expect(try hall.isGood(card))
        let before = try word(card, hall, at: Hall.now)
        #expect(isGood(before.full) && isGood(before.delta))
        let heard = hall.lines.all.count

        if dies {
            try await hall.hall("13113").die(id)
        } else {
            _ = try await hall.hall("13113").moveOut(id)
        }

        // The notice names a code and a kind of change, and is no longer waiting.
        #expect(hall.lines.all.count > heard)
        #expect(hall.lines.all.dropFirst(heard).contains { $0.contains(dies ? "died" : "moved-out") })
        #expect(try await hall.hall("13113").register.waitingNotices() == 0)
        #expect(try !hall.isGood(card))
        let after = try word(card, hall, at: Hall.now)
        #expect(isGood(after.full))
        #expect(after.delta == .revoked(.cessationOfOperation, at: Hall.now))
        // From midnight on it stands on the full list, and the new delta to that has nothing new.
        let next = try word(card, hall, at: Self.midnight + 86_400 + 60)
        #expect(next.full == .revoked(.cessationOfOperation, at: Hall.now))
        #expect(next.delta == next.full)
        // Nobody else is touched.
        #expect(try hall.isGood(neighbour))
        #expect(isGood(try word(neighbour, hall, at: Hall.now).delta))
    }

    @Test("lists are served under their names, of each key of an authority its own, and nothing under others")
    func names() async throws {
        let hall = try await Hall.open()
        for name in ["tokyo", "tokyo-first", "chiba", "fukushima-first"] {
            for kind in ["", "-delta"] {
                #expect(
                    try hall.world.revocationList(named: name + kind + ".crl", at: Hall.now) != nil, "\(name)\(kind)")
            }
        }
        for name in ["tokyo", "osaka.crl", "../tokyo.crl", "tokyo-second.crl", ""] {
            #expect(try hall.world.revocationList(named: name, at: Hall.now) == nil, "\(name)")
        }
        let first = try RevocationList(der: try hall.world.revocationList(.tokyo, .first, at: Hall.now))
        // One name, two keys: only the right one's holds.
        #expect(first.isSigned(by: try hall.world.prefecturalAuthority(.tokyo, .first).certificate))
        #expect(!first.isSigned(by: try hall.world.prefecturalAuthority(.tokyo, .second).certificate))
    }
}
