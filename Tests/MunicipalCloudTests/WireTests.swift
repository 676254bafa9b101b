import Issuance
import LockedMemory
import OpenSSL
import Testing

@testable import MunicipalCloud

@Suite("The contract's bodies")
struct WireTests {
    private func body(_ text: String) throws -> WipedBuffer {
        let buffer = WipedBuffer(limit: CloudLimits.answerLength)
        try buffer.append(text)
        return buffer
    }

    private let entitlement = #"""
        {"municipality":{"code":"13113","name":"渋谷区","mayor":"ignored"},"certificates":[
        {"kind":"residence-record","fee":300,"maximumCopies":10},
        {"kind":"family-register","fee":450,"maximumCopies":1},
        {"kind":"seal-registration","fee":300,"maximumCopies":10,"unavailable":"no-seal-registered"}],
        "members":[{"number":0,"name":"見本 太郎"},{"number":1,"name":"見本 花子"}],"later":{"x":[1]}}
        """#

    @Test("an entitlement is read, members and kinds that v1 does not have are passed over")
    func readsEntitlement() throws {
        let read = try Wire.entitlement(try body(entitlement))
        let shibuya = try #require(MunicipalityCode("13113"))
        let fee = try #require(Yen(300))
        #expect(
            read.offer
                == Offer(
                    municipality: Municipality(code: shibuya, name: "渋谷区"),
                    certificates: [
                        OfferedCertificate(
                            kind: .residenceRecord, fee: fee, maximumCopies: 10, availability: .available),
                        OfferedCertificate(
                            kind: .sealRegistration, fee: fee, maximumCopies: 10,
                            availability: .unavailable(.noSealRegistered)),
                    ], memberCount: 2))
        #expect(
            read.memberNames.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } } == ["見本 太郎", "見本 花子"])
    }

    @Test(
        "an entitlement that leaves the contract's bounds anywhere is malformed, and the member is named",
        arguments: [
            ("\"13113\"", "\"1311\"", "$.municipality.code"), ("\"渋谷区\"", "\"\"", "$.municipality.name"),
            ("\"fee\":300,\"maximumCopies\":10},", "\"fee\":-1,\"maximumCopies\":10},", "$.certificates[0].fee"),
            ("\"fee\":300,\"maximumCopies\":10},", "\"fee\":3.5,\"maximumCopies\":10},", "$.certificates[0].fee"),
            ("\"fee\":300,\"maximumCopies\":10},", "\"fee\":1000001,\"maximumCopies\":10},", "$.certificates[0].fee"),
            (
                "\"fee\":300,\"maximumCopies\":10},", "\"fee\":300,\"maximumCopies\":11},",
                "$.certificates[0].maximumCopies"
            ),
            ("no-seal-registered", "no-idea", "$.certificates[2].unavailable"),
            ("seal-registration", "residence-record", "$.certificates[2].kind"),
            ("\"number\":1", "\"number\":2", "$.members[1].number"), ("見本 花子", "", "$.members[1].name"),
            ("\"municipality\":", "\"town\":", "$.municipality"),
            ("\"members\":[", "\"members\":[],\"m\":[", "$.members"),
        ])
    func boundsOfEntitlement(found: String, replacement: String, place: String) throws {
        let changed = entitlement.replacing(found, with: replacement, maxReplacements: 1)
        #expect(changed != entitlement)
        #expect(throws: CloudError(.failed(.malformed), .shape(place))) {
            _ = try Wire.entitlement(try body(changed))
        }
    }

    @Test("an entitlement of kinds that this kiosk does not know is malformed: there is nothing to choose")
    func onlyUnknownKinds() throws {
        let changed = entitlement.replacing("residence-record", with: "a").replacing("seal-registration", with: "b")
        #expect(throws: CloudError(.failed(.malformed), .shape("$.certificates"))) {
            _ = try Wire.entitlement(try body(changed))
        }
    }

    @Test("a session is read to the second and to the byte")
    func readsSession() throws {
        let text =
            #"{"sessionId":"0123456789abcdef0123456789abcdef","challenge":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","expiresAt":"2026-04-01T12:10:00+09:00"}"#
        let session = try Wire.session(try body(text))
        #expect(session.id == "0123456789abcdef0123456789abcdef")
        #expect(session.challenge == Array(0..<32))
        #expect(session.expiresAt == 1_775_013_000)
        for (found, replacement, place) in [
            ("0123456789abcdef\"", "0123456789ABCDEF\"", "$.sessionId"), ("Hh8=", "Hg==", "$.challenge"),
            ("Hh8=", "Hh9=", "$.challenge"), ("2026-04-01", "2026-02-30", "$.expiresAt"),
        ] {
            #expect(throws: CloudError(.failed(.malformed), .shape(place))) {
                _ = try Wire.session(try body(text.replacing(found, with: replacement)))
            }
        }
    }

    @Test("the card signs what the contract states: its test vector")
    func proofVector() throws {
        let session = try #require(
            CloudSession(id: "0123456789abcdef0123456789abcdef", challenge: Array(0..<32), expiresAt: 0))
        #expect(session.proofMessage(kioskID: "SIM-0001").count == 93)
        let digest = session.digestInfo(kioskID: "SIM-0001").suffix(32)
        let text = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(text == "b73335b9e8d858cc543e5284c5397f5deef1b7acc45f8f07e2e7a007d3511345")
        // OpenSSL, which pads and signs by itself, must accept what a card makes of the DigestInfo.
        let key = try PrivateKey.rsa(bits: 2048)
        let signature = try key.signDigestInfo(session.digestInfo(kioskID: "SIM-0001"))
        #expect(try key.publicKey.verify(signature: signature, sha256Of: session.proofMessage(kioskID: "SIM-0001")))
        #expect(try !key.publicKey.verify(signature: signature, sha256Of: session.proofMessage(kioskID: "SIM-0002")))
    }

    @Test("a manifest for another order is malformed")
    func manifestOfAnother() throws {
        let mine = RequestID(high: 1, low: 2)
        let text = #"{"issuanceId":"\#(mine)","manifest":"AQID"}"#
        #expect(try Wire.manifest(try body(text), of: mine) == [1, 2, 3])
        #expect(throws: CloudError(.failed(.malformed), .shape("$.issuanceId"))) {
            _ = try Wire.manifest(try body(text), of: RequestID(high: 1, low: 3))
        }
    }

    @Test("an answer beyond the limits of what is sent is never sent")
    func requestsHaveBounds() {
        let out = CloudError(.failed(.malformed), .request)
        #expect(throws: out) {
            _ = try Wire.proof(certificate: Array(repeating: 0, count: 8_193), signature: [1])
        }
        #expect(throws: out) { _ = try Wire.outcome(.delivered(sheets: 1_001)) }
        #expect(throws: out) { _ = try Wire.outcome(.spoiled(sheets: -1)) }
    }

    @Test("hours, closed days and maintenance decide, and the end of each is outside")
    func hours() throws {
        let text = #"""
            {"opens":"06:30","closes":"23:00","closedDates":["2026-12-29"],
            "maintenance":[{"from":"2026-05-20T22:00:00+09:00","until":"2026-05-21T06:30:00+09:00"}],
            "now":"2026-04-01T03:00:00Z"}
            """#
        let status = try Wire.service(try body(text))
        #expect(status.cloudTime == 1_775_012_400)
        func refusal(_ time: String) throws -> Refusal? { status.refusal(at: try #require(Timestamp.seconds(time))) }
        #expect(try refusal("2026-04-01T06:29:59+09:00") == .outsideHours)
        #expect(try refusal("2026-04-01T06:30:00+09:00") == nil)
        #expect(try refusal("2026-04-01T22:59:59+09:00") == nil)
        #expect(try refusal("2026-04-01T23:00:00+09:00") == .outsideHours)
        #expect(try refusal("2026-12-29T12:00:00+09:00") == .outsideHours)
        // Still the 28th in UTC when the 29th begins in Japan.
        #expect(try refusal("2026-12-28T21:30:00Z") == .outsideHours)
        #expect(try refusal("2026-05-20T22:00:00+09:00") == .maintenance)
        #expect(try refusal("2026-05-21T06:30:00+09:00") == nil)
        #expect(throws: CloudError(.failed(.malformed), .shape("$.closes"))) {
            _ = try Wire.service(try body(text.replacing("23:00\"", with: "06:30\"")))
        }
    }

    @Test("a problem document of the contract says what happened; any other leaves the status to say it")
    func problems() throws {
        func failure(_ status: Int, _ text: String, _ mediaType: String = "application/problem+json") throws
            -> CloudError
        {
            Wire.failure(TransferAnswer(status: status, mediaType: mediaType, body: try body(text)))
        }
        let refused = #"{"type":"urn:madoguchi:problem:refused:moved-out","title":"t","status":403}"#
        #expect(try failure(403, refused) == CloudError(.refused(.movedOut), .problem(.refused(.movedOut))))
        // Somebody in between may not refuse in the municipality's name with another status or media type.
        #expect(try failure(502, refused) == CloudError(.failed(.serverFault), .status(502)))
        #expect(try failure(403, refused, "text/html") == CloudError(.failed(.untrusted), .status(403)))
        let unheard = refused.replacing("moved-out", with: "unheard-of")
        #expect(try failure(403, unheard) == CloudError(.failed(.untrusted), .status(403)))
        let expired = #"{"type":"urn:madoguchi:problem:session-expired","title":"t","status":410}"#
        #expect(try failure(410, expired) == CloudError(.failed(.late), .problem(.sessionExpired)))
        #expect(try failure(500, "") == CloudError(.failed(.serverFault), .status(500)))
        #expect(try failure(302, "") == CloudError(.failed(.malformed), .status(302)))
        for refusal in Refusal.allCases {
            let type = refused.replacing("moved-out", with: refusal.rawValue)
            #expect(try failure(403, type).kind == .refused(refusal))
        }
    }

    @Test(
        "times are read as the contract writes them and in no other way",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-04-01T12:00:00+09:00", 1_775_012_400),
            ("2026-04-01T03:00:00Z", 1_775_012_400),
            ("2024-02-29T23:59:59-05:30", 1_709_270_999), ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("2026-04-01t12:00:00Z", nil), ("2026-04-01T12:00:00", nil), ("2026-04-01T12:00:00.5Z", nil),
            ("2026-02-29T12:00:00Z", nil), ("2100-02-29T00:00:00Z", nil), ("2026-13-01T12:00:00Z", nil),
            ("2026-04-01T24:00:00Z", nil),
            ("2026-04-01T12:00:60Z", nil), ("1969-12-31T23:59:59Z", nil), ("2026-04-01T12:00:00+9:00", nil),
            ("２026-04-01T12:00:00Z", nil), ("", nil),
        ] as [(String, Int64?)])
    func times(text: String, seconds: Int64?) {
        #expect(Timestamp.seconds(text) == seconds)
    }

    @Test(
        "base64 has one spelling",
        arguments: [
            ("", []), ("AA==", [0]), ("AAA=", [0, 0]), ("AAEC", [0, 1, 2]), ("+/+/", [251, 255, 191]),
            ("AB==", nil), ("AAB=", nil), ("AA=", nil), ("AA", nil), ("A===", nil), ("====", nil), ("AA==AA==", nil),
            ("AA-_", nil), ("AA\n=", nil), ("=AAA", nil),
        ] as [(String, [UInt8]?)])
    func base64(text: String, bytes: [UInt8]?) {
        #expect(Base64.decode(Array(text.utf8)) == bytes)
    }

    @Test(
        "an address of another scheme, with a user or a path is refused",
        arguments: [
            ("https://cloud.example", true), ("https://cloud.example:8443/", true), ("https://[::1]:8443", true),
            ("http://cloud.example", false), ("https://user@cloud.example", false), ("https://cloud.example/v1", false),
            ("https://cloud.example?x", false), ("https://cloud.example#x", false), ("file:///etc/passwd", false),
            ("cloud.example", false), ("https://", false), ("https://cloud .example", false), ("", false),
            ("https://cloud.example\r\nX: y", false), ("https://クラウド.example", false),
        ])
    func origins(text: String, isGood: Bool) {
        let origin = try? HTTPOrigin.checked(text, scheme: "https")
        #expect((origin != nil) == isGood)
        #expect(origin?.hasSuffix("/") != true)
    }
}
