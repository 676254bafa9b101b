import OpenSSL
import Testing
import Trust

@Suite("One bit of a manifest, signed anew")
struct ManifestBitTests {
    let fixture: ManifestFixture

    init() throws { fixture = try ManifestFixture() }

    @Test("in any character of a field's value gives that field's own refusal", arguments: Manifest.Field.allCases)
    func everyCharacter(_ field: Manifest.Field) throws {
        let text = try ManifestFixture.manifest.encoded()
        var tried = 0
        for place in try value(of: field, in: text) where isLetterOrDigit(text[place]) {
            var changed = text
            changed[place] ^= 1
            tried += 1
            let verdict = fixture.verdict(try fixture.sign(content: changed))
            if let manifest = verdict.manifest {
                // Not known before the document is there, or a second more or less.
                switch field {
                case .pages, .documentSHA256, .documentLength:
                    #expect(
                        manifest.verifyDocument(ManifestFixture.document, countedPages: 1) == [.differs(field)],
                        "character \(place)")
                case .issuedAt:
                    #expect(abs(manifest.issuedAt - ManifestFixture.manifest.issuedAt) <= 120, "character \(place)")
                default: Issue.record("\(field): character \(place) was accepted")
                }
            } else {
                #expect(verdict.refusals.count == 1)
                #expect(verdict.refusals.allSatisfy { isAbout(field, $0) }, "\(field): \(verdict.refusals)")
            }
        }
        #expect(tried > 0)
    }

    private func isAbout(_ field: Manifest.Field, _ refusal: ManifestRefusal) -> Bool {
        switch refusal {
        case .differs(let other), .malformed(.invalid(let other)): other == field
        case .stale, .fromTheFuture: field == .issuedAt
        // A number that begins with a zero is no JSON.
        case .malformed: [.documentLength, .copies, .fee].contains(field)
        default: false
        }
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    // From behind the key to the next key, or the end.
    private func value(of field: Manifest.Field, in text: [UInt8]) throws -> Range<Int> {
        let key = Array("\"\(field.rawValue)\":".utf8)
        let start = try #require(text.indices.first { text[$0...].starts(with: key) }) + key.count
        let fields = Manifest.Field.allCases
        let index = try #require(fields.firstIndex(of: field))
        guard index + 1 < fields.count else { return start..<text.count }
        let next = Array(",\"\(fields[index + 1].rawValue)\":".utf8)
        return start..<(try #require(text.indices.first { text[$0...].starts(with: next) }))
    }
}
